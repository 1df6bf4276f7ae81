package io.epochal.callback.api.guard;

import io.epochal.callback.guard.TokenText;
import io.quarkus.security.identity.request.BaseAuthenticationRequest;
import java.util.Optional;

/** The question whose a token is: one that was shown, or one whose session a browser has. */
final class TokenRequest extends BaseAuthenticationRequest {
    private final String id;
    private final Optional<TokenText> shown;

    private TokenRequest(String id, Optional<TokenText> shown) {
        this.id = id;
        this.shown = shown;
    }

    static TokenRequest of(TokenText shown) {
        return new TokenRequest(shown.id(), Optional.of(shown));
    }

    /** @param id of the token that the browser came by */
    static TokenRequest ofSession(String id) {
        return new TokenRequest(id, Optional.empty());
    }

    String id() {
        return id;
    }

    Optional<TokenText> shown() {
        return shown;
    }
}
