package io.epochal.callback.page;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.log.RunSummaries;
import io.epochal.callback.api.log.ServiceHealth;
import io.epochal.callback.page.view.HealthSheet;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** Who reads the log, who trains, and what could not be handled. */
@Path("/health")
public class HealthResource {
    private final Clock clock = Clock.systemUTC();
    private final ServiceHealth health;
    private final RunSummaries summaries;
    private final RequestExecutor desk;

    HealthResource(ServiceHealth health, RunSummaries summaries, RequestExecutor desk) {
        this.health = health;
        this.summaries = summaries;
        this.desk = desk;
    }

    /** As it is now. */
    @GET
    @Produces(MediaType.TEXT_HTML)
    @Operation(hidden = true)
    public CompletionStage<Response> health() {
        return HtmlAnswer.of(
                desk,
                () -> HtmlAnswer.page(PageTemplates.health(
                        HealthSheet.of(health.look(), summaries.list().runs(), clock.instant()))));
    }
}
