package io.epochal.callback.checkpoints;

import io.epochal.callback.api.guard.CallerQuotas;
import io.epochal.callback.api.guard.OpenStreams;
import io.epochal.callback.api.guard.TokenDirectory;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.guard.Requester;
import io.epochal.callback.store.ExportRefusal;
import io.epochal.callback.store.ModelExports;
import io.epochal.callback.store.OutgoingModel;
import io.epochal.protocol.field.Printable;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The checkpoints that are on their way to clients: so many at once, each one of the streams of its caller. */
@Startup
@ApplicationScoped
class ModelDownloads {
    private static final Logger LOG = Logger.getLogger(ModelDownloads.class);

    private final ModelExports exports;
    private final OpenStreams streams;
    private final TokenDirectory tokens;
    private final int limit;
    private final Semaphore free;

    ModelDownloads(
            ModelExports exports,
            OpenStreams streams,
            TokenDirectory tokens,
            @ConfigProperty(name = "epochal.api.exports") int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("epochal.api.exports must be 1 or more; found " + limit);
        }
        this.exports = exports;
        this.streams = streams;
        this.tokens = tokens;
        this.limit = limit;
        this.free = new Semaphore(limit);
    }

    /**
     * A place for one. To be closed, which may be done more than once.
     *
     * @throws ProblemException where there is none
     */
    DownloadPlace enter(Requester who) {
        if (!free.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.STREAMS_EXHAUSTED,
                    limit + " checkpoints are on their way, as many as epochal.api.exports allows; retry later");
        }
        try {
            CallerQuotas.OpenStream stream = streams.open(who);
            return new DownloadPlace(() -> tokens.holds(who), () -> {
                free.release();
                stream.close();
            });
        } catch (ProblemException e) {
            free.release();
            throw e;
        }
    }

    /** @throws ProblemException where it cannot be had */
    OutgoingModel open(String run, CheckpointQuery asked) {
        try {
            return exports.open(run, asked.name(), asked.format());
        } catch (ExportRefusal e) {
            throw new ProblemException(type(e.kind()), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String said = Printable.of(String.valueOf(e.getMessage()), 500);
            LOG.warnf("checkpoint %s of %s cannot be read: %s", asked.name(), run, said);
            throw new ProblemException(ProblemType.STORE_UNAVAILABLE, "the object store: " + said);
        }
    }

    private static ProblemType type(ExportRefusal.Kind kind) {
        return switch (kind) {
            case NO_STORE -> ProblemType.CHECKPOINT_ELSEWHERE;
            case MISSING -> ProblemType.CHECKPOINT_UNKNOWN;
            case TOO_LARGE -> ProblemType.MODEL_TOO_LARGE;
            case BUSY -> ProblemType.STREAMS_EXHAUSTED;
            case NO_MODEL -> ProblemType.NO_MODEL;
        };
    }
}
