package io.epochal.callback.api.guard;

import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.TokenText;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Takes API tokens from the header {@code Authorization}, and sessions from the cookie, and nothing from an address. What is neither is
 * left to OpenID Connect, which stands behind this.
 */
@ApplicationScoped
class TokenMechanism implements HttpAuthenticationMechanism {
    private static final String SCHEME = "bearer ";
    private static final int BEFORE_OPENID = DEFAULT_PRIORITY + 1000;

    private final GuardSettings settings;
    private final SessionCookie sessions;
    private final Challenge challenge;

    TokenMechanism(GuardSettings settings, SessionCookie sessions, Challenge challenge) {
        this.settings = settings;
        this.sessions = sessions;
        this.challenge = challenge;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager providers) {
        if (settings.open()) {
            return Uni.createFrom().item(CallerIdentity.of(Requester.ANYBODY));
        }
        if (!settings.serving()) {
            return Uni.createFrom().nullItem();
        }
        List<String> headers = context.request().headers().getAll("Authorization");
        return headers.isEmpty() ? bySession(context, providers) : byHeader(headers, context, providers);
    }

    private Uni<SecurityIdentity> byHeader(
            List<String> headers, RoutingContext context, IdentityProviderManager providers) {
        String header = headers.get(0).strip();
        boolean bearer = header.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String text = bearer ? header.substring(SCHEME.length()).strip() : "";
        if (headers.size() == 1 && !text.startsWith(TokenText.PREFIX)) {
            return Uni.createFrom().nullItem();
        }
        Optional<TokenText> token = headers.size() == 1 ? TokenText.parse(text) : Optional.empty();
        if (token.isEmpty()) {
            return Uni.createFrom()
                    .failure(new AuthenticationFailedException("the header holds no token of this service"));
        }
        return ask(TokenRequest.of(token.get()), context, providers);
    }

    /** A browser whose session is over is nobody, and may sign in. */
    private Uni<SecurityIdentity> bySession(RoutingContext context, IdentityProviderManager providers) {
        Optional<String> token = sessions.token(context.request());
        return token.isEmpty()
                ? Uni.createFrom().nullItem()
                : ask(TokenRequest.ofSession(token.get()), context, providers)
                        .onFailure(fault -> fault instanceof AuthenticationFailedException && !isUnavailable(fault))
                        .recoverWithNull();
    }

    private static Uni<SecurityIdentity> ask(
            TokenRequest request, RoutingContext context, IdentityProviderManager providers) {
        return providers
                .authenticate(request)
                .onFailure(TokenMechanism::isUnavailable)
                .invoke(fault -> Challenge.unavailable(context, fault));
    }

    /** Whose a token is cannot be found out now. */
    private static boolean isUnavailable(Throwable fault) {
        return fault.getCause() instanceof LogUnavailableException;
    }

    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        return Uni.createFrom().item(() -> challenge.send(context));
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(Challenge.DATA);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of(TokenRequest.class);
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext context) {
        return Uni.createFrom()
                .item(new HttpCredentialTransport(
                        HttpCredentialTransport.Type.OTHER_HEADER, "Authorization", "epochal"));
    }

    @Override
    public int getPriority() {
        return BEFORE_OPENID;
    }
}
