package io.epochal.callback.api.guard;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.api.problem.Problem;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.Printable;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The answer to somebody who is not known: a browser is led to where it can sign in, a program is told what is missing. */
@ApplicationScoped
class Challenge {
    /** Where a browser signs in. */
    private static final String LOGIN = "/login";
    /** Where a browser is led on to the provider of OpenID Connect. */
    private static final String OPENID = "/login/oidc";

    private static final String SCHEME = "Bearer realm=\"epochal\"";
    private static final String UNAVAILABLE = "guard-unavailable";
    private static final int MOST_SHOWN = 200;
    private static final int SEE_OTHER = 303;

    static final ChallengeData DATA =
            new ChallengeData(ProblemType.UNKNOWN_CALLER.status(), "WWW-Authenticate", SCHEME);

    private final GuardSettings settings;

    Challenge(GuardSettings settings) {
        this.settings = settings;
    }

    /** Remembers why nobody could be asked. */
    static void unavailable(RoutingContext context, Throwable fault) {
        context.put(UNAVAILABLE, String.valueOf(fault.getMessage()));
    }

    /** Answers; false where the provider's challenge is to be sent. */
    boolean send(RoutingContext context) {
        String why = context.get(UNAVAILABLE);
        if (why != null) {
            context.response().putHeader("Retry-After", Integer.toString(ProblemException.RETRY_AFTER_SECONDS));
            answer(context, ProblemType.LOG_UNAVAILABLE, why);
        } else if (settings.oidc() && OPENID.equals(context.normalizedPath())) {
            return false;
        } else if (isBrowser(context)) {
            context.response()
                    .setStatusCode(SEE_OTHER)
                    .putHeader(
                            "Location",
                            LOGIN + "?next="
                                    + URLEncoder.encode(context.request().uri(), StandardCharsets.UTF_8))
                    .putHeader("Cache-Control", "no-store")
                    .end();
        } else {
            context.response().putHeader("WWW-Authenticate", SCHEME);
            answer(
                    context,
                    ProblemType.UNKNOWN_CALLER,
                    settings.serving()
                            ? "send a token that holds in the header Authorization: Bearer epochal_…; docs/security.md says where from"
                            : "epochal.serving is false in this process; use one where it is true");
        }
        return true;
    }

    /** Not a part of a page, which its script fetches. */
    private static boolean isBrowser(RoutingContext context) {
        String accepted = context.request().getHeader("Accept");
        return context.request().method().equals(HttpMethod.GET)
                && accepted != null
                && accepted.contains("text/html")
                && context.request().getHeader("HX-Request") == null
                && context.request().getHeader("Authorization") == null;
    }

    private static void answer(RoutingContext context, ProblemType type, String detail) {
        HttpServerResponse response = context.response().setStatusCode(type.status());
        try {
            response.putHeader("Content-Type", Problem.MEDIA_TYPE)
                    .putHeader("Cache-Control", "no-store")
                    .end(Wire.JSON.writeValueAsString(type.problem(
                            detail,
                            Printable.of(String.valueOf(context.request().path()), MOST_SHOWN))));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a problem that JSON cannot write", e);
        }
    }
}
