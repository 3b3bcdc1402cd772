"""Query text: this package keeps our own queries and runs other people's where none can do harm.

`queries` holds the `.rq` files with their headers. `scan` looks at untrusted text before anything
runs it; `pool` runs it in killable child processes (`reader`).
"""
