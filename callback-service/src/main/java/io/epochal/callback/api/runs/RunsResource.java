package io.epochal.callback.api.runs;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunOrder;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.protocol.RunSummary;
import io.epochal.protocol.Wire;
import io.epochal.protocol.field.SpecException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;

/** The list of runs, for programs. */
@RolesAllowed(Role.VIEWS)
@Path("/runs")
public class RunsResource {
    private static final int MOST_PAGES = 1_000_000;

    private final Clock clock = Clock.systemUTC();
    private final RunIndex index;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    RunsResource(RunIndex index, RequestExecutor desk, CurrentCaller caller) {
        this.index = index;
        this.desk = desk;
        this.caller = caller;
    }

    /**
     * A run: its summary as on the topic of summaries, and where it is now.
     *
     * @param summary without spans
     */
    public record ListedRun(@JsonUnwrapped RunSummary summary, String status) {}

    /**
     * A part of the list.
     *
     * @param all how many runs there are
     * @param found how many the filter selects
     * @param page from 1
     * @param behind how many summaries are not in it yet; -1 where that is not known
     */
    public record RunPage(List<ListedRun> runs, int all, int found, int page, int size, long behind) {}

    /** The runs that a filter selects, in an order, a page of them at a time. */
    @GET
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "runs",
            summary = "List runs",
            description =
                    "Each is its newest summary with its status. The filter is that of the page: docs/page.md has it.")
    @APIResponse(responseCode = "200", description = "One page of the list.")
    @APIResponse(responseCode = "400", description = "The filter is none, or a number is out of range.")
    @APIResponse(responseCode = "503", description = "The list cannot be read now: ask again.")
    public CompletionStage<Response> list(
            @Parameter(description = "Such as: mnist status:failed val_loss < 0.05 spec.optimizer.type = adam")
                    @QueryParam("q")
                    @DefaultValue("")
                    String filter,
            @Parameter(description = "A column such as -started, or metric.val_loss; with - the greatest comes first.")
                    @QueryParam("sort")
                    @DefaultValue("-started")
                    String order,
            @Parameter(description = "From 1; one behind the last is the last.") @QueryParam("page") @DefaultValue("1")
                    String page,
            @Parameter(description = "Runs on a page, up to 1000.") @QueryParam("size") @DefaultValue("50")
                    String size) {
        Requester who = caller.get();
        return desk.serve(() -> {
            RunQuery query = new RunQuery(
                    read(filter),
                    RunOrder.read(order),
                    who.runs(),
                    number("page", page, MOST_PAGES),
                    number("size", size, RunQuery.MOST));
            Instant now = clock.instant();
            RunIndex.Listing found = index.list(query, now);
            RunPage answer = new RunPage(
                    found.runs().stream().map(run -> listed(run, now)).toList(),
                    found.all(),
                    found.found(),
                    found.page(),
                    query.size(),
                    found.behind());
            return Response.ok(Wire.JSON.writeValueAsString(answer))
                    .header("Cache-Control", "no-store")
                    .build();
        });
    }

    private static ListedRun listed(RunSummary summary, Instant now) {
        return new ListedRun(
                summary, new OverviewFold(summary).overview().phase(now).text());
    }

    private static RunFilter read(String filter) {
        try {
            return RunFilter.read(filter);
        } catch (SpecException e) {
            throw new ProblemException(ProblemType.NOT_A_FILTER, String.valueOf(e.getMessage()));
        }
    }

    private static int number(String name, String text, int most) {
        int number = text.matches("\\d{1,7}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > most) {
            throw new ProblemException(
                    ProblemType.NOT_A_FILTER, name + " must be a number from 1 to " + most + "; found " + text);
        }
        return number;
    }
}
