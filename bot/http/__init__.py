"""How every HTTP room speaks: endpoints, body validation, the one error shape, the OpenAPI document."""
