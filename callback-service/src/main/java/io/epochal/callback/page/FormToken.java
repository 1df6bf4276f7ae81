package io.epochal.callback.page;

import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What shows that a form was on a page of this service: the same random text in a cookie, which another site cannot read, and in the
 * form, which it cannot write. Nothing is kept for it, so any replica takes the form of any other. It stands behind the check of the
 * origin, which keeps out those that could set a cookie of this host, such as a service on another port.
 */
record FormToken(String text, boolean isNew) {
    static final String COOKIE = "epochal-form";
    private static final int BYTES = 24;
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{" + 2 * BYTES + "}");

    /** The browser's own, or a new one. */
    static FormToken of(@Nullable String cookie) {
        if (cookie != null && FORM.matcher(cookie).matches()) {
            return new FormToken(cookie, false);
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        return new FormToken(HexFormat.of().formatHex(random), true);
    }

    /**
     * The answer that gives it to the browser.
     *
     * @param secure whether the browser speaks TLS
     */
    Response in(Response response, boolean secure) {
        if (!isNew) {
            return response;
        }
        NewCookie cookie = new NewCookie.Builder(COOKIE)
                .value(text)
                .path("/")
                .httpOnly(true)
                .secure(secure)
                .sameSite(NewCookie.SameSite.STRICT)
                .build();
        return Response.fromResponse(response).cookie(cookie).build();
    }

    /**
     * Returns for a form with the cookie's text.
     *
     * @param site the header {@code Sec-Fetch-Site}, which browsers send; null where there is none
     * @throws ProblemException for any other form
     */
    static void require(@Nullable String cookie, @Nullable String form, @Nullable String site) {
        boolean same = cookie != null
                && form != null
                && FORM.matcher(cookie).matches()
                && MessageDigest.isEqual(
                        cookie.getBytes(StandardCharsets.UTF_8), form.getBytes(StandardCharsets.UTF_8));
        if (!same || (site != null && !site.equals("same-origin"))) {
            throw new ProblemException(
                    ProblemType.FORM_FOREIGN,
                    "the form must be sent from this service's own page, by a browser that keeps its cookie; load the page again");
        }
    }
}
