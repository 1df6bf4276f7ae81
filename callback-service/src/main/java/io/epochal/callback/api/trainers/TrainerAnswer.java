package io.epochal.callback.api.trainers;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a trainer gets back.
 *
 * @param run only of an attachment, as {@code attempt}, {@code sequence} and {@code params}
 * @param sequence of the event with which the attempt begins
 * @param params as the service completed them
 * @param verdict on the barrier, where the call had one
 * @param commands what users have asked and the trainer has not answered, in the order of the log
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record TrainerAnswer(
        @Nullable String run,
        @Nullable Integer attempt,
        @Nullable Long sequence,
        @Nullable TrainingParams params,
        @Nullable Verdict verdict,
        List<CommandRequest> commands) {}
