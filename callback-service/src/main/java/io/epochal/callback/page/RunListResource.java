package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.live.LivePages;
import io.epochal.callback.page.view.RunList;
import io.epochal.callback.page.view.RunRow;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunOverview;
import io.epochal.protocol.field.SpecException;
import io.vertx.core.http.HttpServerResponse;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The list of runs. */
@RolesAllowed(Role.VIEWS)
@Path("/")
public class RunListResource {
    private final Clock clock = Clock.systemUTC();
    private final RunIndex index;
    private final RequestExecutor desk;
    private final LivePages live;
    private final CurrentCaller caller;

    RunListResource(RunIndex index, RequestExecutor desk, LivePages live, CurrentCaller caller) {
        this.index = index;
        this.desk = desk;
        this.live = live;
        this.caller = caller;
    }

    /** The runs that a filter selects, in an order, a page of them at a time. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> runs(
            @QueryParam("q") @DefaultValue("") String filter,
            @QueryParam("sort") @DefaultValue("") String order,
            @QueryParam("page") @DefaultValue("1") String page) {
        Requester who = caller.get();
        return HtmlAnswer.of(
                desk, () -> HtmlAnswer.page(PageTemplates.runs(list(RunList.Request.read(filter, order, page), who))));
    }

    private RunList list(RunList.Request request, Requester who) throws IndexUnavailableException {
        RunFilter filter;
        try {
            filter = RunFilter.read(request.filter());
        } catch (SpecException e) {
            return RunList.refused(request, String.valueOf(e.getMessage()));
        }
        Instant now = clock.instant();
        RunIndex.Listing found =
                index.list(new RunQuery(filter, request.order(), who.runs(), request.page(), RunList.ROWS), now);
        List<RunOverview> runs = found.runs().stream()
                .map(summary -> new OverviewFold(summary).overview())
                .toList();
        return new RunList(
                request.at(found.page()),
                runs.stream().map(run -> RunRow.of(run, now)).toList(),
                found.all(),
                found.found(),
                found.behind(),
                "");
    }

    /** Says {@code changed} whenever a run has that the caller sees. */
    @GET
    @Path("live")
    @Produces(MediaType.SERVER_SENT_EVENTS)
    @Operation(hidden = true)
    public void changes(@Context HttpServerResponse response, @Context SseEventSink sink, @Context Sse sse) {
        response.putHeader("Cache-Control", "no-store").putHeader("X-Accel-Buffering", "no");
        live.watchAll(caller.get(), sse, sink);
    }
}
