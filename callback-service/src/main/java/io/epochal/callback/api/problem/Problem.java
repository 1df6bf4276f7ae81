package io.epochal.callback.api.problem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An error as RFC 9457 has it, in {@code application/problem+json}. */
@Schema(description = "An error, as RFC 9457 has it.")
public record Problem(
        @Schema(
                        description = "Which kind of problem; about:blank where the status is enough.",
                        examples = "urn:epochal:problem:run-unknown")
                String type,
        @Schema(description = "The kind, in words.", examples = "There is no such run") String title,
        @Schema(description = "The HTTP status.", examples = "404") int status,
        @Schema(description = "What is wrong, and what would be right.", examples = "nothing is known of a run mnist")
                String detail,
        @Schema(description = "The path of the request.", examples = "/runs/mnist/events") String instance) {
    public static final String MEDIA_TYPE = "application/problem+json";
}
