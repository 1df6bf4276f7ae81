package io.epochal.callback.api.trainers;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.protocol.Wire;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Makes a trainer's call, which waits for Kafka, and writes the answer. */
@ApplicationScoped
class TrainerCalls {
    private final RequestExecutor desk;

    TrainerCalls(RequestExecutor desk) {
        this.desk = desk;
    }

    /** @param status of the answer, where the call succeeds */
    CompletionStage<Response> answer(Response.Status status, Callable<CompletionStage<TrainerAnswer>> call) {
        return desk.serve(() -> {
                    try {
                        return call.call();
                    } catch (LogUnavailableException e) {
                        throw ProblemException.unavailable(e);
                    }
                })
                .thenCompose(Function.identity())
                .thenApply(answer -> Response.status(status)
                        .entity(Wire.JSON.valueToTree(answer).toString())
                        .build());
    }
}
