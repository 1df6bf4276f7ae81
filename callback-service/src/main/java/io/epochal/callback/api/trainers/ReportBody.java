package io.epochal.callback.api.trainers;

import io.epochal.protocol.attach.Report;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of a report as the OpenAPI description has it. {@link Report} reads it, by the rules of the events. */
@Schema(name = "Report")
record ReportBody(
        @Schema(
                        description =
                                "Each as the AsyncAPI document has it, with its type, and without run, attempt, time and a barrier's params, "
                                        + "which the service adds. The last one may be a barrier.",
                        maxItems = Report.MOST_EVENTS)
                List<Map<String, Object>> events,
        @Schema(description = "BatchEnded events, at most once, likewise.", maxItems = Report.MOST_BATCHES)
                List<Map<String, Object>> batches,
        @Schema(
                        name = "wait",
                        description = "Seconds to wait for a request, where no verdict is waited for.",
                        maximum = "" + Report.LONGEST_WAIT,
                        defaultValue = "0")
                double requestWait) {}
