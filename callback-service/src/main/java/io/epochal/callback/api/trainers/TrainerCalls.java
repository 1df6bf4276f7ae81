package io.epochal.callback.api.trainers;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.callback.api.access.RequestExecutor;
import io.epochal.protocol.Wire;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Makes a trainer's call, and writes the answer. */
@ApplicationScoped
class TrainerCalls {
    /** Calls wait for Kafka without a thread, so there are as many as trainers. */
    private final RequestExecutor desk = new RequestExecutor(4, 8_192);

    /** @param status of the answer, where the call succeeds */
    CompletionStage<Response> answer(Response.Status status, Callable<CompletionStage<TrainerAnswer>> call) {
        return desk.serve(call).thenCompose(Function.identity()).thenApply(answer -> Response.status(status)
                .entity(json(answer))
                .build());
    }

    private static String json(TrainerAnswer answer) {
        try {
            return Wire.JSON.writeValueAsString(answer);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that JSON cannot write", e);
        }
    }

    @PreDestroy
    void close() {
        desk.close();
    }
}
