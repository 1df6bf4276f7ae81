package io.epochal.callback.api.guard;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.TokenText;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** Says whose a token is. Where the log has to be asked, that is done on a thread that may wait. */
@ApplicationScoped
class TokenProvider implements IdentityProvider<TokenRequest> {
    private final TokenDirectory tokens;

    TokenProvider(TokenDirectory tokens) {
        this.tokens = tokens;
    }

    @Override
    public Class<TokenRequest> getRequestType() {
        return TokenRequest.class;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(TokenRequest request, AuthenticationRequestContext context) {
        return tokens.knowsAtOnce(request.id())
                ? Uni.createFrom().item(() -> identity(request))
                : context.runBlocking(() -> identity(request));
    }

    private SecurityIdentity identity(TokenRequest request) {
        try {
            Optional<TokenText> shown = request.shown();
            Optional<Requester> caller = shown.isPresent() ? tokens.caller(shown.get()) : tokens.caller(request.id());
            return CallerIdentity.of(caller.orElseThrow(
                    () -> new AuthenticationFailedException("the token is unknown, revoked or over its end")));
        } catch (LogUnavailableException e) {
            throw new AuthenticationFailedException(String.valueOf(e.getMessage()), e);
        }
    }
}
