package io.epochal.trainer.messaging;

import static org.assertj.core.api.Assertions.assertThat;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Command;
import io.epochal.protocol.CommandRequest;
import io.epochal.protocol.Verdict;
import io.epochal.trainer.run.port.FakeSupervisor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The mailbox's own thread against those that ask, send and close, again and again. */
@Tag("slow")
class ControlMailboxRaceTest {
    private static final int QUESTIONS = 5_000;
    private static final int MAILBOXES = 300;
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final RacyControlLog log = new RacyControlLog();

    /** Whatever a broker hands out first, and however the question meets what the reader is at. */
    @Test
    void aVerdictComesBehindEveryRequestThatWasSentBeforeItsQuestion() throws InterruptedException {
        List<String> taken = new ArrayList<>();
        try (ControlMailbox mailbox = mailbox(log.consumer(1))) {
            for (int question = 0; question < QUESTIONS; question++) {
                String request = "r" + question;
                log.append(RacyControlLog.TOPICS.requests(), pause(request));
                mailbox.asked();
                var unused = decide(question);

                assertThat(mailbox.await(question, LIMIT))
                        .as("the verdict on %d; the reader: %s", question, mailbox.fault())
                        .isPresent();
                takeAll(mailbox, taken);
                assertThat(taken).last().isEqualTo(request);
            }
        }
        assertThat(taken).containsExactlyElementsOf(ids(QUESTIONS));
    }

    /** Nothing else waits for the reader: what it did not hand on is nobody's any more. */
    @Test
    void oneThatIsClosedEndsWhateverItsReaderIsAt() {
        for (int number = 0; number < MAILBOXES; number++) {
            MockConsumer<String, byte[]> reader = log.consumer(number);
            ControlMailbox mailbox = mailbox(reader);
            CompletableFuture<Void> decided = decide(number);
            CompletableFuture<Void> asked = CompletableFuture.runAsync(mailbox::asked);
            mailbox.close();

            assertThat(mailbox.fault()).isEmpty();
            assertThat(reader.closed()).isTrue();
            decided.join();
            asked.join();
        }
    }

    /** Twice, as where a decider was replaced: the second one comes while the next question is asked. */
    private CompletableFuture<Void> decide(long sequence) {
        Verdict verdict = FakeSupervisor.verdict(sequence);
        return CompletableFuture.runAsync(() -> {
            log.append(RacyControlLog.TOPICS.verdicts(), verdict);
            log.append(RacyControlLog.TOPICS.verdicts(), verdict);
        });
    }

    private static void takeAll(ControlMailbox mailbox, List<String> taken) {
        for (Optional<CommandRequest> next = mailbox.requests().next(0, 0);
                next.isPresent();
                next = mailbox.requests().next(0, 0)) {
            taken.add(next.get().commandId());
        }
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(number -> "r" + number).toList();
    }

    private static CommandRequest pause(String id) {
        return FakeSupervisor.request(id, new Command.PauseTraining());
    }

    private ControlMailbox mailbox(MockConsumer<String, byte[]> reader) {
        return new ControlMailbox(
                "run",
                1,
                RunOffsets.nothingKnown("run", new InMemoryObjectStore()),
                AnsweredCommands.NOTHING,
                (verdict, record) -> {},
                reader,
                log.consumer(2),
                RacyControlLog.TOPICS);
    }
}
