package io.epochal.callback.api.trainers;

import io.epochal.protocol.attach.AttachRequest;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** The body of an attachment as the OpenAPI description has it. {@link AttachRequest} reads it, by the rules of the events. */
@Schema(
        name = "Attachment",
        requiredProperties = {"attach_id", "trainer", "params", "capabilities"})
record AttachBody(
        @Schema(name = "attach_id", description = "Chosen by the program, new for each start of it.") String attachId,
        @Schema(description = "The run's id. Without it the service makes one of the name.") String run,
        @Schema(description = "The first part of the run's id, where the service chooses that.", defaultValue = "run")
                String name,
        @Schema(description = "What trains, in words.", maxLength = 200) String trainer,
        @Schema(
                        description = "What a round is.",
                        enumeration = {"epoch", "evaluation"},
                        defaultValue = "epoch")
                String unit,
        Params params,
        @Schema(description = "As in a run spec.") List<Map<String, Object>> callbacks,
        @Schema(description = "The commands that the program can obey.") List<String> capabilities,
        @Schema(
                        description = "Seconds within which the program says something, or it is shown as lost.",
                        defaultValue = "60")
                int heartbeat,
        Resume resume) {
    /** The facts that deciding needs. */
    @Schema(
            name = "AttachmentParams",
            requiredProperties = {"metrics", "learning_rate"})
    record Params(
            @Schema(description = "Rounds at most; null where nobody knows.", nullable = true) Integer epochs,
            @Schema(description = "Their names, without loss and without val_.") List<String> metrics,
            @Schema(description = "Of metrics whose names Keras does not know: max or min.", type = SchemaType.OBJECT)
                    Map<String, String> directions,
            @Schema(description = "Whether rounds have val_ logs.", defaultValue = "false") boolean validates,
            @Schema(name = "learning_rate", description = "Of the first batch.") double learningRate,
            @Schema(description = "Whether a schedule sets the rate, so that no callback may.", defaultValue = "false")
                    boolean scheduled,
            @Schema(
                            name = "use_ema",
                            description = "Whether the optimizer averages its weights.",
                            defaultValue = "false")
                    boolean useEma,
            @Schema(
                            enumeration = {"keras-3.15", "safe"},
                            defaultValue = "keras-3.15")
                    String semantics,
            @Schema(
                            name = "first_epoch",
                            description = "The first epoch's number, where it is not 0.",
                            defaultValue = "0")
                    int firstEpoch) {}

    /** The checkpoint of the program's own that it resumes from. */
    @Schema(
            name = "Resumption",
            requiredProperties = {"attempt", "sequence", "epoch", "batch", "step"})
    record Resume(
            @Schema(description = "The attempt that saved the checkpoint.") int attempt,
            @Schema(description = "The last event that the checkpoint has behind it.") long sequence,
            int epoch,
            int batch,
            @Schema(description = "The optimizer's.") long step,
            @Schema(description = "Where the program keeps it: a URI.") String checkpoint) {}
}
