package io.epochal.callback.api.guard;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** A service that lets in whom a provider of OpenID Connect knows. */
public final class OpenIdService implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "epochal.api.open",
                "false",
                "quarkus.oidc.tenant-enabled",
                "true",
                "quarkus.oidc.auth-server-url",
                "${keycloak.url}/realms/quarkus/",
                // The audience of its ID tokens.
                "quarkus.oidc.client-id",
                "https://id.server.example.com",
                "quarkus.oidc.credentials.secret",
                "a-secret-of-thirty-two-characters",
                "epochal.oidc.roles",
                "user=viewer,admin=operator");
    }
}
