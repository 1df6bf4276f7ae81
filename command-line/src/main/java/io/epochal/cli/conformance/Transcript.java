package io.epochal.cli.conformance;

import io.epochal.protocol.BatchEnded;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingEvent.CommandApplied;
import io.epochal.protocol.TrainingEvent.EpochEnded;
import io.epochal.protocol.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All that was said in one scenario so far.
 *
 * @param exchanges in the order of the calls
 * @param exits of the launches that are over
 */
public record Transcript(List<Exchange> exchanges, List<ProgramExit> exits) {
    public static final Transcript EMPTY = new Transcript(List.of(), List.of());

    public Transcript {
        exchanges = List.copyOf(exchanges);
        exits = List.copyOf(exits);
    }

    /** Those whose call the service has taken. */
    public Stream<Exchange> taken() {
        return exchanges.stream().filter(exchange -> exchange.reply().isTaken());
    }

    /** The attachments that were taken, repeats included. */
    public List<Exchange> attaches() {
        return taken().filter(exchange -> exchange.call() instanceof TrainerCall.Attach)
                .toList();
    }

    public Optional<TrainerCall.Attach> firstAttach() {
        return attaches().stream()
                .map(exchange -> (TrainerCall.Attach) exchange.call())
                .findFirst();
    }

    /** The attachment with which this attempt began. */
    private Optional<TrainerCall.Attach> attachOf(String run, int attempt) {
        return attaches().stream()
                .filter(exchange -> exchange.reply().json().path("run").asText().equals(run)
                        && exchange.reply().json().path("attempt").asInt() == attempt)
                .map(exchange -> (TrainerCall.Attach) exchange.call())
                .findFirst();
    }

    TrainerCall.Attach requireAttached(String run, int attempt) throws UnreadableCallException {
        return attachOf(run, attempt)
                .orElseThrow(() -> new UnreadableCallException(
                        409, "not-attached", "no program has attached to the run " + run + " as attempt " + attempt));
    }

    /** By which way the program speaks. */
    public Transport transport() {
        return firstAttach().map(TrainerCall.Attach::transport).orElse(Transport.HTTP);
    }

    /** Those that ask for a verdict. */
    public List<Exchange> questions() {
        return exchanges.stream()
                .filter(exchange -> exchange.call().barrier().isPresent())
                .toList();
    }

    /** What was said of attempts with this number. */
    public Transcript ofAttempt(int attempt) {
        return new Transcript(
                exchanges.stream()
                        .filter(exchange -> exchange.call() instanceof TrainerCall.Events events
                                ? events.attempt() == attempt
                                : exchange.reply().json().path("attempt").asInt() == attempt)
                        .toList(),
                exits);
    }

    /** Whether the program has said that it can obey this. */
    public boolean canObey(String command) {
        return firstAttach()
                .filter(attach -> attach.trainer().capabilities().contains(command))
                .isPresent();
    }

    /** The events, each once, in order. */
    public List<SaidEvent> said() {
        Map<String, SaidEvent> once = new LinkedHashMap<>();
        taken().map(Exchange::call).forEach(call -> {
            if (call instanceof TrainerCall.Events events) {
                events.said().forEach(one -> once.putIfAbsent(one.event().id(), one));
            }
        });
        return new ArrayList<>(once.values());
    }

    /** The events of one type. */
    public <E extends TrainingEvent> List<E> said(Class<E> type) {
        return said().stream()
                .map(SaidEvent::event)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }

    /** The ends of rounds. */
    public List<EpochEnded> rounds() {
        return said(EpochEnded.class);
    }

    public List<BatchEnded> batches() {
        return taken().map(Exchange::call)
                .flatMap(call -> call instanceof TrainerCall.Events events
                        ? events.batches().stream()
                        : Stream.<BatchEnded>empty())
                .toList();
    }

    /** Each verdict once. */
    public List<Verdict> verdicts() {
        Map<String, Verdict> once = new LinkedHashMap<>();
        taken().forEach(exchange -> {
            Verdict verdict = exchange.reply().verdict();
            if (verdict != null) {
                once.putIfAbsent(verdict.id(), verdict);
            }
        });
        return new ArrayList<>(once.values());
    }

    /** Users' requests, in order. */
    public List<CommandRequest> requests() {
        return exchanges.stream()
                .flatMap(exchange -> exchange.reply().issued().stream())
                .toList();
    }

    /** The answer to a request. */
    public Optional<CommandApplied> answerTo(CommandRequest request) {
        return said(CommandApplied.class).stream()
                .filter(answer -> answer.commandId().equals(request.commandId()))
                .findFirst();
    }

    /** The exchange in which this was done to the program or its run, and all behind it; empty where it was not done. */
    public List<Exchange> since(Move.Blow blow) {
        return exchanges.stream()
                .dropWhile(exchange -> exchange.reply().move().blow() != blow)
                .toList();
    }

    /** The exchange in which this was said first. */
    public Optional<Exchange> exchangeOf(TrainingEvent event) {
        return taken().filter(exchange -> exchange.call() instanceof TrainerCall.Events events
                        && events.said().stream()
                                .anyMatch(one -> one.event().id().equals(event.id())))
                .findFirst();
    }
}
