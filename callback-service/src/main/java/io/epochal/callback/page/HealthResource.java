package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.guard.CurrentCaller;
import io.epochal.callback.api.log.IndexUnavailableException;
import io.epochal.callback.api.log.RunIndex;
import io.epochal.callback.api.log.ServiceHealth;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.guard.Role;
import io.epochal.callback.page.view.HealthSheet;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.query.RunOrder;
import io.epochal.callback.query.RunQuery;
import io.epochal.callback.query.RunTerm;
import io.epochal.callback.summary.OverviewFold;
import io.epochal.callback.summary.RunOverview;
import io.epochal.callback.summary.RunPhase;
import io.epochal.callback.summary.ServiceState;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who reads the log, who trains, and what could not be handled. */
@RolesAllowed(Role.VIEWS)
@Path("/health")
public class HealthResource {
    private static final RunFilter LOST = new RunFilter(List.of(new RunTerm.InPhase(Set.of(RunPhase.LOST))));
    private static final RunFilter QUEUED = new RunFilter(List.of(new RunTerm.InPhase(Set.of(RunPhase.QUEUED))));

    private final Clock clock = Clock.systemUTC();
    private final ServiceHealth health;
    private final RunIndex index;
    private final RequestExecutor desk;
    private final CurrentCaller caller;

    HealthResource(ServiceHealth health, RunIndex index, RequestExecutor desk, CurrentCaller caller) {
        this.health = health;
        this.index = index;
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

    private HealthSheet sheet(Requester who) {
        ServiceState looked = health.look();
        ServiceState state = who.runs().areAll() ? looked : looked.of(who::sees);
        Instant now = clock.instant();
        try {
            List<RunOverview> lost = index
                    .list(new RunQuery(LOST, RunOrder.NEWEST, who.runs(), 1, HealthSheet.MOST_LOST), now)
                    .runs()
                    .stream()
                    .map(summary -> new OverviewFold(summary).overview())
                    .toList();
            long queued = index.list(new RunQuery(QUEUED, RunOrder.NEWEST, who.runs(), 1, 1), now)
                    .found();
            return HealthSheet.of(state, lost, queued, now);
        } catch (IndexUnavailableException e) {
            return HealthSheet.of(state.with("the list of runs: " + e.getMessage()), List.of(), 0, now);
        }
    }
}
