package io.epochal.cli.conformance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.BatchReached;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.RunEnded;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A callback service that decides as a scenario says and keeps the contract otherwise. It remembers nothing: all that it must know is in
 * the transcript.
 */
public record ScriptedService(Scenario scenario) {
    /** Who asks for what users ask for. */
    public static final String USER = "ann@conformance";

    private static final Instant TIME = CallReader.TIME;

    /**
     * The answer to a call.
     *
     * @param before without this call
     */
    public ServiceReply reply(TrainerCall call, int launch, Transcript before) {
        if (call instanceof TrainerCall.Attach attach) {
            return attached(attach, launch, before);
        }
        if (call instanceof TrainerCall.Events events) {
            return reported(events, launch, before);
        }
        TrainerCall.Unreadable unreadable = (TrainerCall.Unreadable) call;
        return refused(unreadable.status(), unreadable.problem(), unreadable.detail());
    }

    /** What users ask for now, as far as nobody has asked for it before. */
    public List<CommandRequest> meanwhile(Transcript before, Duration now) {
        return before.exchanges().isEmpty()
                ? List.of()
                : requests(scenario.meanwhile(before, now), run(before), before);
    }

    private ServiceReply attached(TrainerCall.Attach call, int launch, Transcript before) {
        for (Exchange earlier : before.attaches()) {
            TrainerCall.Attach known = (TrainerCall.Attach) earlier.call();
            if (call.repeats(known)) {
                return new ServiceReply(
                        201,
                        earlier.reply().json(),
                        earlier.reply().verdict(),
                        List.of(),
                        unanswered(call, before),
                        Move.GO_ON,
                        true);
            }
        }
        String run = call.run().orElse(call.name() + "-conformance-" + launch);
        int newest = before.attaches().stream()
                .filter(one -> one.reply().json().path("run").asText().equals(run))
                .mapToInt(one -> one.reply().json().path("attempt").asInt())
                .max()
                .orElse(0);
        int attempt =
                Math.max(newest, call.resumption().map(one -> one.fromAttempt()).orElse(0)) + 1;
        if (call.transport() != Transport.HTTP) {
            if (call.start().attempt() < attempt || call.start().sequence() != 0) {
                return refused(
                        409, "superseded", "the run's next attempt is " + attempt + " and begins with sequence 0");
            }
            attempt = call.start().attempt();
        }
        Move move = scenario.at(new Scenario.Turn(call, launch, before));
        Verdict verdict = verdict(run, attempt, 0, call.barrier(), move);
        ObjectNode json = Wire.JSON
                .createObjectNode()
                .put("run", run)
                .put("attempt", attempt)
                .put("sequence", 0);
        json.set("params", Wire.JSON.valueToTree(call.params()));
        return taken(
                new ServiceReply(201, json, verdict, List.of(), unanswered(call, before), move, true), run, before);
    }

    private ServiceReply reported(TrainerCall.Events call, int launch, Transcript before) {
        Optional<Exchange> superseded = before.exchanges().stream()
                .filter(one ->
                        one.launch() == launch && isSuperseded(one.reply().move()))
                .findFirst();
        if (superseded.isPresent()) {
            Move.RefusedCall problem = new Move.RefusedCall(409, "superseded", "a newer attempt has the run");
            return ServiceReply.refusing(problem, Move.GO_ON, true);
        }
        long expected = sequence(call, before) + 1;
        if (!call.said().isEmpty() && call.said().get(0).event().sequence() > expected) {
            return refused(
                    409,
                    "gap",
                    "the attempt's next event has sequence " + expected + "; found "
                            + call.said().get(0).event().sequence());
        }
        boolean adds = !call.said().isEmpty()
                && call.said().get(call.said().size() - 1).event().sequence() >= expected;
        if (adds && !before.said(RunEnded.class).isEmpty()) {
            return refused(409, "run-ended", "the run " + call.run() + " has ended");
        }
        Optional<Verdict> known = call.barrier().flatMap(barrier -> before.verdicts().stream()
                .filter(one -> one.attempt() == call.attempt() && one.answers() == barrier.sequence())
                .findFirst());
        Move move = known.isPresent() ? Move.GO_ON : scenario.at(new Scenario.Turn(call, launch, before));
        Verdict verdict = known.orElseGet(() -> verdict(
                call.run(),
                call.attempt(),
                call.barrier().map(TrainingEvent::sequence).orElse(0L),
                call.barrier(),
                move));
        ObjectNode json = Wire.JSON.createObjectNode();
        return taken(
                new ServiceReply(200, json, verdict, List.of(), unanswered(call, before), move, true),
                call.run(),
                before);
    }

    private static ServiceReply taken(ServiceReply reply, String run, Transcript before) {
        if (reply.move().problem() != null) {
            return ServiceReply.refusing(reply.move().problem(), reply.move(), true);
        }
        if (reply.verdict() != null) {
            reply.json().set("verdict", Wire.JSON.valueToTree(reply.verdict()));
        }
        return reply.with(requests(reply.move().requests(), run, before));
    }

    private static ServiceReply refused(int status, String problem, String detail) {
        return ServiceReply.refusing(new Move.RefusedCall(status, problem, detail), Move.GO_ON, false);
    }

    private static boolean isSuperseded(Move move) {
        return move.problem() != null && move.problem().problem().equals("superseded");
    }

    /** Null where nothing was asked. */
    private static @Nullable Verdict verdict(
            String run, int attempt, long sequence, Optional<TrainingEvent.Barrier> asked, Move move) {
        if (asked.isEmpty()) {
            return null;
        }
        TrainingEvent.Barrier barrier = asked.get();
        List<Verdict.Reason> reasons = move.commands().isEmpty()
                ? List.of()
                : List.of(new Verdict.Reason(PlantedState.TYPE, "the scenario says so"));
        return new Verdict(
                run,
                attempt,
                sequence,
                TIME,
                move.commands(),
                PlantedState.advance(callbacks(barrier, move)),
                reasons,
                List.of(),
                move.retain(),
                move.ask(),
                move.refusal());
    }

    /** Those of the question; with a replacement that is not refused those, behind which the planted one is. */
    private static List<Map<String, Object>> callbacks(TrainingEvent.Barrier barrier, Move move) {
        if (move.refusal() != null || !(barrier instanceof BatchReached reached) || reached.replacement() == null) {
            return barrier.callbacks();
        }
        List<Map<String, Object>> merged = new ArrayList<>(reached.replacement().callbacks());
        merged.addAll(PlantedState.of(barrier.callbacks()));
        return merged;
    }

    private static List<CommandRequest> requests(List<Command> commands, String run, Transcript before) {
        List<CommandRequest> requests = new ArrayList<>();
        for (Command command : commands) {
            int number = before.requests().size() + requests.size() + 1;
            requests.add(new CommandRequest(run, TIME, "conformance-" + number, USER, command));
        }
        return requests;
    }

    private static List<CommandRequest> unanswered(TrainerCall call, Transcript before) {
        Set<String> answered = new HashSet<>();
        Stream.concat(
                        before.said().stream(),
                        call instanceof TrainerCall.Events events ? events.said().stream() : Stream.<SaidEvent>empty())
                .map(SaidEvent::event)
                .forEach(event -> {
                    if (event instanceof CommandApplied answer) {
                        answered.add(answer.commandId());
                    }
                });
        return before.requests().stream()
                .filter(request -> !answered.contains(request.commandId()))
                .toList();
    }

    private static long sequence(TrainerCall.Events call, Transcript before) {
        return before.said().stream()
                .map(SaidEvent::event)
                .filter(event ->
                        event.attempt() == call.attempt() && event.run().equals(call.run()))
                .mapToLong(TrainingEvent::sequence)
                .max()
                .orElse(0);
    }

    private static String run(Transcript before) {
        List<Exchange> attaches = before.attaches();
        return attaches.isEmpty()
                ? "run"
                : attaches.get(attaches.size() - 1).reply().json().path("run").asText();
    }
}
