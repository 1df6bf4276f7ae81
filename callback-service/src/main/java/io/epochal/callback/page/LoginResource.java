package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.guard.GuardSettings;
import io.epochal.callback.api.guard.SessionCookie;
import io.epochal.callback.api.guard.TokenDirectory;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.TokenText;
import io.quarkus.security.Authenticated;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Where a browser signs in, by a token or by OpenID Connect, and out. */
@Path("/login")
@Produces(MediaType.TEXT_HTML)
public class LoginResource {
    /** An address of this service: what begins with two slashes, or with a backslash, is another's for some browsers. */
    private static final Pattern OWN = Pattern.compile("/(?![/\\\\])[\\x21-\\x5b\\x5d-\\x7e]{0,2000}");

    private final GuardSettings settings;
    private final TokenDirectory tokens;
    private final SessionCookie sessions;
    private final CurrentCaller caller;
    private final RequestExecutor desk;

    LoginResource(
            GuardSettings settings,
            TokenDirectory tokens,
            SessionCookie sessions,
            CurrentCaller caller,
            RequestExecutor desk) {
        this.settings = settings;
        this.tokens = tokens;
        this.sessions = sessions;
        this.caller = caller;
        this.desk = desk;
    }

    /** Signs in by the token in the address, or shows the form. The browser is led on to an address without the token. */
    @GET
    @PermitAll
    @Operation(hidden = true)
    public CompletionStage<Response> login(
            @QueryParam("token") @DefaultValue("") String token,
            @QueryParam("next") @DefaultValue("/") String next,
            @Context HttpServerRequest request) {
        Optional<Requester> known = caller.find();
        return HtmlAnswer.of(desk, () -> {
            if (!token.isEmpty()) {
                return signIn(token, next, request);
            }
            return HtmlAnswer.page(
                    known.isPresent()
                            ? PageTemplates.account(known.get())
                            : PageTemplates.login("", own(next), settings.oidc()));
        });
    }

    /** Signs in by the token in the form. */
    @POST
    @PermitAll
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public CompletionStage<Response> form(
            @FormParam("token") @DefaultValue("") String token,
            @FormParam("next") @DefaultValue("/") String next,
            @Context HttpServerRequest request) {
        return HtmlAnswer.of(desk, () -> signIn(token, next, request));
    }

    /** Where the provider leads back to. Nobody comes here whom it does not know. */
    @GET
    @Path("oidc")
    @Authenticated
    @Operation(hidden = true)
    public Response openId() {
        return redirect("/").build();
    }

    /** Ends the session of this browser. */
    @POST
    @Path("out")
    @Authenticated
    @Operation(hidden = true)
    public Response out(@Context HttpServerRequest request) {
        return redirect("/login").cookie(sessions.end(request)).build();
    }

    /** The style sheet of the form, which who is not known sees. */
    @GET
    @Path("page.css")
    @PermitAll
    @Produces("text/css;charset=utf-8")
    @Operation(hidden = true)
    public Response style() {
        return HtmlAnswer.guarded(Response.ok(PageFile.STYLE.read())).build();
    }

    private Response signIn(String text, String next, HttpServerRequest request) throws Exception {
        Optional<TokenText> shown = TokenText.parse(text.strip());
        Optional<Requester> found = shown.isPresent() ? tokens.caller(shown.get()) : Optional.empty();
        return found.isPresent()
                ? redirect(own(next))
                        .cookie(sessions.begin(request, found.get()))
                        .build()
                : HtmlAnswer.page(
                        Response.status(Response.Status.UNAUTHORIZED),
                        PageTemplates.login("This is no token that holds.", own(next), settings.oidc()));
    }

    private static String own(String next) {
        return OWN.matcher(next).matches() || next.equals("/") ? next : "/";
    }

    /** The address that leads here may have a token in it, so no other address is told of it. */
    private static Response.ResponseBuilder redirect(String path) {
        return HtmlAnswer.guarded(Response.status(Response.Status.SEE_OTHER)).header("Location", path);
    }
}
