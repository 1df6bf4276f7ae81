package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.guard.SessionCookie;
import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.live.LivePages;
import io.epochal.callback.page.view.RunChart;
import io.epochal.callback.page.view.RunSheet;
import io.epochal.callback.page.view.SpecText;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunPhase;
import io.epochal.protocol.Wire;
import io.quarkus.qute.TemplateInstance;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One run. */
@RolesAllowed(Role.VIEWS)
@Path("/runs/{run}")
public class RunPageResource {
    private static final Logger LOG = Logger.getLogger(RunPageResource.class);

    private final Clock clock = Clock.systemUTC();
    private final RunIndex index;
    private final FoundRuns runs;
    private final RunPlacesSettings settings;
    private final RequestExecutor desk;
    private final LivePages live;
    private final CurrentCaller caller;

    RunPageResource(
            RunIndex index,
            FoundRuns runs,
            RunPlacesSettings settings,
            RequestExecutor desk,
            LivePages live,
            CurrentCaller caller) {
        this.index = index;
        this.runs = runs;
        this.settings = settings;
        this.desk = desk;
        this.live = live;
        this.caller = caller;
    }

    /** Its curves, decisions, requests and callbacks. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> run(
            @PathParam("run") String run,
            @CookieParam(FormToken.COOKIE) @Nullable String cookie,
            @Context HttpServerRequest request) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            FormToken token = FormToken.of(cookie);
            RunSheet.Beside beside = new RunSheet.Beside(askedBy(run), settings.places());
            Optional<RunSheet> sheet = runs.look(
                    who,
                    run,
                    (followed, partial) -> followed.details().known()
                            ? Optional.of(RunSheet.of(followed, beside, clock.instant(), partial))
                            : Optional.empty());
            return token.in(
                    HtmlAnswer.page(
                            sheet.isPresent() ? PageTemplates.run(sheet.get(), token.text(), who) : waiting(run)),
                    SessionCookie.isSecure(request));
        });
    }

    /** A page without this name is better than none. */
    private Optional<String> askedBy(String run) {
        try {
            return index.find(run).flatMap(known -> Optional.ofNullable(known.requestedBy()));
        } catch (IndexUnavailableException e) {
            LOG.debugf("who asked for %s is not shown: %s", run, e.getMessage());
            return Optional.empty();
        }
    }

    private TemplateInstance waiting(String run) throws IndexUnavailableException {
        String status = index.find(run)
                .map(known -> new OverviewFold(known).overview().phase(clock.instant()))
                .orElse(RunPhase.QUEUED)
                .text();
        return PageTemplates.waiting(run, status);
    }

    /** The curves, for the script that draws them. */
    @GET
    @Path("chart")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(hidden = true)
    public CompletionStage<Response> chart(@PathParam("run") String run) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            RunChart chart = runs.look(who, run, (followed, partial) -> RunChart.of(followed));
            return HtmlAnswer.guarded(Response.ok(Wire.JSON.writeValueAsString(chart), MediaType.APPLICATION_JSON))
                    .build();
        });
    }

    /** What it was requested with. */
    @GET
    @Path("spec")
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> spec(@PathParam("run") String run) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            String text = runs.look(
                    who,
                    run,
                    (followed, partial) -> followed.details().known()
                            ? SpecText.json(followed.details().facts())
                            : "");
            return HtmlAnswer.page(PageTemplates.spec(run, text));
        });
    }

    /** Says {@code changed} whenever the run has. */
    @GET
    @Path("live")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public void changes(
            @PathParam("run") String run,
            @Context HttpServerResponse response,
            @Context SseEventSink sink,
            @Context Sse sse)
            throws LogUnavailableException {
        response.putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");
        Requester who = caller.get();
        runs.require(who, run);
        live.watch(run, who, sse, sink);
    }
}
