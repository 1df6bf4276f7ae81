package io.epochal.callback.api.commands;

import io.epochal.callback.api.guard.RunQuota;
import io.epochal.callback.api.log.CallbackCheck;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.log.RunSender;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.api.runs.RunDirectory;
import io.epochal.callback.guard.ForeignNameException;
import io.epochal.callback.guard.Requester;
import io.epochal.protocol.Command;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.SpecException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Requests new runs of the trainer service, once everything is checked that {@code ./epochal train} checks of a spec. */
@ApplicationScoped
public class NewRuns {
    private static final String DEFAULT_SENDER = "rest";

    private final Clock clock = Clock.systemUTC();
    private final RunSender sender;
    private final RunDirectory runs;
    private final CallbackCheck callbacks;
    private final RunQuota quota;

    NewRuns(RunSender sender, RunDirectory runs, CallbackCheck callbacks, RunQuota quota) {
        this.sender = sender;
        this.runs = runs;
        this.callbacks = callbacks;
        this.quota = quota;
    }

    /**
     * The request, once it is durable.
     *
     * @param who asks
     * @param by the sender's name as the request has it; null for none
     * @param id that the run is to have
     * @param spec in JSON
     * @throws SpecException for what is wrong with the id, the name or the spec, with the field
     * @throws ProblemException for a run that the caller may not request
     * @throws LogUnavailableException where Kafka has not stored it in time; it may still happen
     */
    public RunRequested request(Requester who, @Nullable String by, String id, String spec)
            throws LogUnavailableException {
        Identifier.check("run", id);
        String name = name(who, by);
        if (!who.sees(id)) {
            throw new ProblemException(
                    ProblemType.NOT_ALLOWED,
                    "the caller is for other runs than " + id + ": "
                            + String.join(", ", who.runs().globs()));
        }
        RunRequested request = new RunRequested(id, clock.instant(), checked(spec), null, null, name);
        if (runs.exists(id)) {
            throw new ProblemException(
                    ProblemType.RUN_EXISTS, "there is a run " + id + " already; a new one needs another id");
        }
        quota.require(who, id);
        sender.send(request);
        return request;
    }

    private RunSpec checked(String text) {
        RunSpec spec = SpecBody.read(text);
        callbacks.require(spec.callbacks(), TrainingParams.of(spec), Set.copyOf(Command.types()));
        return spec;
    }

    private static String name(Requester who, @Nullable String by) {
        try {
            String name = who.signs(by == null ? List.of() : List.of(by), DEFAULT_SENDER);
            UserText.problem("requested_by", name, UserText.MOST_NAME).ifPresent(why -> {
                throw new SpecException("requested_by", why.substring("requested_by ".length()));
            });
            return name;
        } catch (ForeignNameException e) {
            throw new ProblemException(ProblemType.NAME_FOREIGN, String.valueOf(e.getMessage()));
        }
    }
}
