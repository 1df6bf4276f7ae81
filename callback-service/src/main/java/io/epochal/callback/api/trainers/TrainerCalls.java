package io.epochal.callback.api.trainers;

import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.callback.api.log.EventTooLargeException;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.protocol.Wire;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Makes a trainer's call, and writes the answer. */
@ApplicationScoped
class TrainerCalls {
    /** Calls wait for Kafka without a thread, so there are as many as trainers. */
    private final RequestExecutor desk = new RequestExecutor(4, 8_192);

    /** @param status of the answer, where the call succeeds */
    CompletionStage<Response> answer(Response.Status status, Callable<CompletionStage<TrainerAnswer>> call) {
        return desk.serve(call)
                .thenCompose(Function.identity())
                .exceptionallyCompose(fault -> CompletableFuture.failedFuture(problem(fault)))
                .thenApply(answer -> Response.status(status)
                        .entity(Wire.JSON.valueToTree(answer).toString())
                        .build());
    }

    private static Throwable problem(Throwable fault) {
        Throwable cause = fault instanceof CompletionException && fault.getCause() != null ? fault.getCause() : fault;
        if (cause instanceof EventTooLargeException) {
            return new ProblemException(ProblemType.TOO_LARGE, String.valueOf(cause.getMessage()));
        }
        return cause instanceof LogUnavailableException away ? ProblemException.unavailable(away) : cause;
    }

    @PreDestroy
    void close() {
        desk.close();
    }
}
