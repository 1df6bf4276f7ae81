package io.epochal.callback.recording.mlflow;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Files for MLflow's server, which are sent as they are made: no more of one is in memory than a few pieces. */
final class ArtifactUploads {
    private static final int MISSING = 404;

    private final MlflowHttp http;
    private final Duration stall;

    /** A file. */
    interface Body {
        void write(OutputStream out) throws IOException;
    }

    /** What was to be uploaded could not be read. */
    static final class UnreadBodyException extends IOException {
        private static final long serialVersionUID = 1L;
        private final IOException cause;

        UnreadBodyException(IOException cause) {
            super(cause.getMessage(), cause);
            this.cause = cause;
        }

        IOException reason() {
            return cause;
        }
    }

    /** @param stall how long the server may take nothing, and behind the last byte until it answers */
    ArtifactUploads(MlflowHttp http, Duration stall) {
        this.http = http;
        this.stall = stall;
    }

    /** The artifact of this name; empty where there is none, or none that is JSON. */
    Optional<JsonNode> read(ArtifactPath path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer =
                http.exchange(path.text(), http.artifactRequest(path).GET().build());
        if (answer.statusCode() == MISSING) {
            return Optional.empty();
        }
        check(path, answer);
        return Optional.of(MlflowHttp.json(answer.body()));
    }

    /** Stores a small one. */
    void put(ArtifactPath path, byte[] content) throws IOException, InterruptedException {
        put(path, content.length, out -> out.write(content));
    }

    /**
     * Stores one, or replaces it when it is there whole.
     *
     * @throws MlflowRefusal where the server does not take it
     * @throws MlflowUnavailableException where it may take it later
     * @throws UnreadBodyException where it could not be read to its end; then nothing is stored
     */
    void put(ArtifactPath path, long size, Body body) throws IOException, InterruptedException {
        UploadPipe pipe = new UploadPipe(stall);
        HttpRequest.BodyPublisher content = size == 0
                ? HttpRequest.BodyPublishers.noBody()
                : HttpRequest.BodyPublishers.fromPublisher(HttpRequest.BodyPublishers.ofInputStream(pipe::out), size);
        CompletableFuture<HttpResponse<byte[]>> answer = http.send(http.artifactRequest(path)
                .header("Content-Type", "application/octet-stream")
                .PUT(content)
                .build());
        var unused = answer.whenComplete((done, thrown) -> pipe.abandon());
        try {
            write(body, pipe);
            check(path, answered(path, answer));
        } finally {
            answer.cancel(true);
        }
    }

    private static void write(Body body, UploadPipe pipe) throws IOException {
        try {
            body.write(pipe.in());
            pipe.finish();
        } catch (IOException e) {
            if (!pipe.isAbandoned()) {
                pipe.breakOff();
                throw new UnreadBodyException(e);
            }
            // The server's answer, or why there is none, says more.
        }
    }

    private HttpResponse<byte[]> answered(ArtifactPath path, CompletableFuture<HttpResponse<byte[]>> answer)
            throws IOException, InterruptedException {
        try {
            return answer.get(stall.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new MlflowUnavailableException(path.text() + ": no answer within " + stall.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new MlflowUnavailableException(path.text() + ": " + e.getCause(), e);
        }
    }

    private static void check(ArtifactPath path, HttpResponse<byte[]> answer) throws IOException {
        if (answer.statusCode() / 100 != 2) {
            throw MlflowHttp.failure(path.text(), answer, answer.statusCode() == MISSING);
        }
    }
}
