package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.view.RunComparison;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Several runs side by side. */
@RolesAllowed(Role.VIEWS)
@Path("/compare")
public class CompareResource {
    private final FoundRuns runs;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    CompareResource(FoundRuns runs, RequestExecutor desk, CurrentCaller caller) {
        this.runs = runs;
        this.desk = desk;
        this.caller = caller;
    }

    /**
     * Their curves, what is different in their specs, and what another callbacks list would have done to them.
     *
     * @param callbacks that list, as JSON; empty for none
     */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> compare(
            @QueryParam("run") List<String> ids, @QueryParam("callbacks") @DefaultValue("") String callbacks) {
        return answer(ids, callbacks);
    }

    /** The same, for a list of callbacks that is too long for an address. */
    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> replay(
            @FormParam("run") List<String> ids, @FormParam("callbacks") @DefaultValue("") String callbacks) {
        return answer(ids, callbacks);
    }

    private CompletionStage<Response> answer(List<String> ids, String callbacks) {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> {
            Set<String> asked = new LinkedHashSet<>(ids);
            if (asked.isEmpty() || asked.size() > RunComparison.MOST_RUNS) {
                throw new ProblemException(
                        ProblemType.RUN_UNUSABLE,
                        "choose one to " + RunComparison.MOST_RUNS + " runs in the list; found " + asked.size());
            }
            List<RunComparison.Side> sides = new ArrayList<>();
            for (String id : asked) {
                sides.add(runs.look(who, id, (followed, partial) -> RunComparison.side(followed, callbacks)));
            }
            return HtmlAnswer.page(PageTemplates.compare(RunComparison.of(sides, callbacks)));
        });
    }
}
