package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RunSummaries;
import io.epochal.callback.api.log.ServiceHealth;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.view.HealthSheet;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.ServiceState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who reads the log, who trains, and what could not be handled. */
@RolesAllowed(Role.VIEWS)
@Path("/health")
public class HealthResource {
    private final Clock clock = Clock.systemUTC();
    private final ServiceHealth health;
    private final RunSummaries summaries;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    HealthResource(ServiceHealth health, RunSummaries summaries, RequestExecutor desk, CurrentCaller caller) {
        this.health = health;
        this.summaries = summaries;
        this.desk = desk;
        this.caller = caller;
    }

    /** As it is now, of the runs that the caller sees. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> health() {
        Requester who = caller.get();
        return HtmlAnswer.of(desk, () -> HtmlAnswer.page(PageTemplates.health(sheet(who))));
    }

    private HealthSheet sheet(Requester who) throws LogUnavailableException {
        ServiceState state = health.look();
        List<RunOverview> runs = who.seen(summaries.list().runs(), RunOverview::id);
        return HealthSheet.of(who.runs().areAll() ? state : state.of(who::sees), runs, clock.instant());
    }
}
