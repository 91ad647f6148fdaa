"""Virtual people work at a real portal while its parts are killed: `make torture` (docs/reliability.md)."""
