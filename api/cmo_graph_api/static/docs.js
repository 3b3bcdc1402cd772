// Starts Swagger UI on the page's own OpenAPI document; a file of its own, because the page's
// content security policy allows no script inside it.
window.addEventListener("load", () => {
  window.SwaggerUIBundle({
    url: document.getElementById("swagger-ui").dataset.openapi,
    dom_id: "#swagger-ui",
    deepLinking: true,
    validatorUrl: null,
  });
});
