package io.epochal.callback.api.commands;

import io.epochal.callback.api.log.CommandSender;
import io.epochal.callback.api.log.LogUnavailableException;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.problem.ProblemType;
import io.epochal.callback.api.runs.RunDirectory;
import io.epochal.callback.guard.ForeignNameException;
import io.epochal.callback.guard.Requester;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.field.Identifier;
import io.epochal.protocol.field.Printable;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Sends the commands of users to runs that exist. */
@ApplicationScoped
public class CommandRequests {
    private static final String DEFAULT_SENDER = "rest";

    private final Clock clock = Clock.systemUTC();
    private final CommandSender sender;
    private final RunDirectory runs;

    public CommandRequests(CommandSender sender, RunDirectory runs) {
        this.sender = sender;
        this.runs = runs;
    }

    /**
     * The request, once it is durable.
     *
     * @param who asks
     * @param key the command's id where the sender chose one, as {@link CommandId#choose} has it
     * @param by the sender's name as the request has it; null for the one in the body
     * @throws ProblemException for an invalid request, and for an unknown run
     * @throws LogUnavailableException where Kafka has not stored it in time; it may still happen
     */
    public CommandRequest send(Requester who, String run, @Nullable String key, @Nullable String by, CommandBody body)
            throws LogUnavailableException {
        CommandRequest request = request(who, run, key, by, body);
        runs.require(request.run());
        sender.send(request);
        return request;
    }

    private CommandRequest request(
            Requester caller, String run, @Nullable String key, @Nullable String by, CommandBody body) {
        if (!body.run().orElse(run).equals(run)) {
            throw new ProblemException(
                    ProblemType.NOT_A_COMMAND,
                    "run must be the one in the path, " + run + "; found "
                            + Printable.of(body.run().orElseThrow(), Identifier.MAX_LENGTH));
        }
        String who = sender(caller, Optional.ofNullable(by), body.by());
        UserText.problem("requested_by", who, UserText.MOST_NAME).ifPresent(why -> {
            throw new ProblemException(ProblemType.NOT_A_COMMAND, why);
        });
        return new CommandRequest(run, clock.instant(), CommandId.choose(key, body.id()), who, body.command());
    }

    private static String sender(Requester caller, Optional<String> header, Optional<String> inBody) {
        try {
            return caller.signs(Stream.concat(header.stream(), inBody.stream()).toList(), DEFAULT_SENDER);
        } catch (ForeignNameException e) {
            throw new ProblemException(ProblemType.NAME_FOREIGN, String.valueOf(e.getMessage()));
        }
    }
}
