package io.epochal.cli.conformance.program;

import io.epochal.cli.conformance.Exchange;
import io.epochal.cli.conformance.Move;
import io.epochal.cli.conformance.SaidRecord;
import io.epochal.cli.conformance.ServiceReply;
import io.epochal.cli.conformance.TopicReader;
import io.epochal.cli.conformance.TrainerCall;
import io.epochal.cli.conformance.Transcript;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import io.epochal.protocol.TrainingEvent.RunEnded;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The scripted service on the topics: reads what a program says, and answers with verdicts and requests. What is put on the topics
 * meanwhile is read afterwards, with the broker's time.
 */
final class ScriptedTopics implements ScriptedSide {
    private static final Duration POLL = Duration.ofMillis(50);
    /** A trainer that serves a queue may say so much later what it should not say. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private static final Duration QUIET_WHEN_SUPERSEDED = Duration.ofSeconds(5);

    private final LiveTranscript live;
    private final Blows blows;
    private final TopicsLine line;
    private final boolean queue;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::answerAll, "conformance-topics");
    private volatile @Nullable CountDownLatch settling;
    private volatile @Nullable Throwable fault;

    /** @param spec of the run that is put on the queue; empty for programs that choose their run themselves */
    ScriptedTopics(LiveTranscript live, Blows blows, TopicsLine line, Optional<RunSpec> spec) throws IOException {
        this.live = live;
        this.blows = blows;
        this.line = line;
        this.queue = spec.isPresent();
        if (spec.isPresent()) {
            String run = "conformance-" + UUID.randomUUID();
            line.say(Topic.RUNS, new RunRequested(run, Instant.now(), spec.get()));
        }
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public Map<String, String> environment() {
        return line.environment();
    }

    @Override
    public boolean isOver() {
        Optional<Exchange> last = live.last();
        if (!queue || last.isEmpty()) {
            return false;
        }
        Transcript now = live.transcript();
        int launch = now.exits().size() + 1;
        Duration silent = live.now().minus(last.get().ended());
        return (!now.said(RunEnded.class).isEmpty() && silent.compareTo(QUIET) > 0)
                || (isSuperseded(now, launch) && silent.compareTo(QUIET_WHEN_SUPERSEDED) > 0);
    }

    @Override
    public boolean isLost() {
        return fault != null
                || live.transcript().exchanges().stream()
                        .anyMatch(one ->
                                one.reply().status() >= 400 && !one.reply().intended());
    }

    private static boolean isSuperseded(Transcript now, int launch) {
        return now.exchanges().stream()
                .anyMatch(one -> one.launch() == launch && one.reply().move().blow() == Move.Blow.SUPERSEDE);
    }

    @Override
    public void settle() throws IOException, InterruptedException {
        CountDownLatch read = new CountDownLatch(1);
        settling = read;
        while (fault == null && !read.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            // The reader may keep a verdict back, or wait for the broker.
        }
    }

    @Override
    public void close() throws IOException {
        closed.countDown();
        try (line) {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (fault != null) {
            throw new IOException("the topics cannot be used any more: " + fault.getMessage(), fault);
        }
    }

    private void answerAll() {
        try {
            while (closed.getCount() > 0) {
                for (SaidRecord record : line.poll(POLL)) {
                    answer(record);
                }
                sayWhatUsersWantNow();
                CountDownLatch wanted = settling;
                if (wanted != null && line.isReadToEnd()) {
                    settling = null;
                    wanted.countDown();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            fault = e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(SaidRecord record) throws IOException, InterruptedException {
        Optional<Exchange> taken = live.call(
                record.time(), record.title(), record.value().length, before -> TopicReader.read(record, before));
        if (taken.isEmpty() || !taken.get().reply().isTaken()) {
            return;
        }
        Exchange exchange = taken.get();
        Move move = exchange.reply().move();
        strike(move.blow(), exchange);
        if (closed.await(move.hold().toMillis(), TimeUnit.MILLISECONDS)) {
            return;
        }
        ServiceReply reply = live.answered(exchange).reply();
        if (move.line() == Move.Line.ANSWERED) {
            // A trainer that has a verdict knows every request that was there before it.
            say(reply.issued());
            if (reply.verdict() != null) {
                line.say(Topic.VERDICTS, reply.verdict());
            }
        }
    }

    private void strike(Move.Blow blow, Exchange exchange) throws IOException {
        switch (blow) {
            case CUT_LINE -> line.cut();
            case SUPERSEDE -> {
                TrainerCall.Events call = (TrainerCall.Events) exchange.call();
                line.supersede(call.run(), call.attempt() + 1, live.transcript().transport());
            }
            case NONE, KILL, INTERRUPT -> blows.strike(blow);
        }
    }

    private void sayWhatUsersWantNow() throws IOException {
        Optional<Exchange> last = live.last();
        if (last.isPresent()) {
            int before = last.get().reply().issued().size();
            List<CommandRequest> issued = live.withRequests(last.get()).reply().issued();
            say(issued.subList(before, issued.size()));
        }
    }

    private void say(List<CommandRequest> requests) throws IOException {
        for (CommandRequest request : requests) {
            line.say(Topic.CONTROL, request);
        }
    }
}
