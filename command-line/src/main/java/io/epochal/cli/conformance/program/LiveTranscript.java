package io.epochal.cli.conformance.program;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.ProgramExit;
import io.epochal.cli.conformance.ScriptedService;
import io.epochal.cli.conformance.ServiceReply;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.CommandRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is said in one scenario, as it goes on. For several threads: of two calls one comes first. */
final class LiveTranscript {
    /** Of one scenario, so that it fits in memory. */
    static final int MOST_CALLS = 5_000;

    static final int MOST_BYTES = 8 * 1024 * 1024;
    private static final String TOO_MUCH =
            "a scenario takes at most " + MOST_CALLS + " calls and " + MOST_BYTES + " bytes: make the program smaller";

    private final ScriptedService service;
    private final long begun = System.nanoTime();
    private final List<Exchange> exchanges = new ArrayList<>();
    private final List<ProgramExit> exits = new ArrayList<>();
    private long bytes;
    private boolean full;

    LiveTranscript(ScriptedService service) {
        this.service = service;
    }

    Duration now() {
        return Duration.ofNanos(System.nanoTime() - begun);
    }

    synchronized Transcript transcript() {
        return new Transcript(exchanges, exits);
    }

    synchronized void exited(ProgramExit exit) {
        exits.add(exit);
    }

    /** How a call is understood, where this was said before it. */
    interface Reading {
        TrainerCall read(Transcript before);
    }

    /** The newest exchange. */
    synchronized Optional<Exchange> last() {
        return exchanges.isEmpty() ? Optional.empty() : Optional.of(exchanges.get(exchanges.size() - 1));
    }

    /**
     * The answer to a call; empty when one that was too many has been answered already.
     *
     * @param size of the call in bytes
     */
    synchronized Optional<Exchange> call(Duration arrived, String request, int size, Reading reading) {
        if (full) {
            return Optional.empty();
        }
        bytes += size;
        full = bytes > MOST_BYTES || exchanges.size() >= MOST_CALLS;
        Transcript before = transcript();
        TrainerCall call = full
                ? new TrainerCall.Unreadable(MissingNode.getInstance(), 413, "too-large", TOO_MUCH)
                : reading.read(before);
        int launch = exits.size() + 1;
        ServiceReply reply = service.reply(call, launch, before);
        Exchange exchange = new Exchange(exchanges.size() + 1, launch, arrived, arrived, request, call, reply);
        exchanges.add(exchange);
        return Optional.of(exchange);
    }

    /** Adds what users ask for at this moment to an answer that is not sent yet, and says which one it is then. */
    synchronized Exchange withRequests(Exchange exchange) {
        List<CommandRequest> more = service.meanwhile(transcript(), now());
        return replace(exchange, exchange.ended(), exchange.reply().with(more));
    }

    /** The answer is ready to be sent. */
    synchronized Exchange answered(Exchange exchange) {
        return replace(exchange, now(), exchange.reply());
    }

    private Exchange replace(Exchange old, Duration ended, ServiceReply reply) {
        Exchange exchange =
                new Exchange(old.number(), old.launch(), old.begun(), ended, old.request(), old.call(), reply);
        exchanges.set(old.number() - 1, exchange);
        return exchange;
    }
}
