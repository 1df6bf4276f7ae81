package io.epochal.callback.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordDeliveryTest {
    /** In place of the end of the process: nothing behind it is run. */
    private static final class FatalError extends Error {
        private static final long serialVersionUID = 1L;
    }

    private interface RecordAction {
        void on(long record) throws Throwable;
    }

    @TempDir
    Path folder;

    private final List<Long> handled = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    @Test
    void whateverIsThrownEndsAtItsRecord() throws Exception {
        List<Throwable> thrown = List.of(
                new IllegalStateException("a"),
                new IOException("b"),
                new StackOverflowError(),
                new AssertionError("c"),
                new NoClassDefFoundError("d"),
                new ExceptionInInitializerError("e"),
                new ThreadDeath(),
                new Throwable("f"));
        try (RecordDelivery<Long> delivery = delivery(record -> {
            if (record < thrown.size()) {
                throw thrown.get((int) record);
            }
        })) {
            for (long record = 0; record <= thrown.size(); record++) {
                delivery.deliver(place(record), record);
            }
        }

        assertThat(failed).hasSize(thrown.size());
        assertThat(handled).containsExactly((long) thrown.size());
    }

    @Test
    void whatBreaksTheJvmEndsTheProcess() throws Exception {
        try (RecordDelivery<Long> delivery = delivery(record -> {
            throw new OutOfMemoryError("Java heap space");
        })) {
            assertThatThrownBy(() -> delivery.deliver(place(1), 1L)).isInstanceOf(FatalError.class);
        }
        assertThat(failed).isEmpty();
    }

    @Test
    void aRecordThatEndsTheProcessIsSetAsideAfterAsManyTriesAsAQueueRecordGets() throws Exception {
        for (int life = 0; life < RecordDelivery.MAX_DEATHS; life++) {
            dieIn(7);
            assertThat(failed).isEmpty();
        }
        liveWith(6, 7, 8);

        assertThat(handled).containsExactly(6L, 8L);
        assertThat(failed).containsExactly("7: the callback service ended 5 times while it handled this record");
    }

    @Test
    void aRecordThatIsInterruptedByTheEndOfTheProcessCountsAsADeath() throws Exception {
        for (int life = 0; life < RecordDelivery.MAX_DEATHS; life++) {
            try (RecordDelivery<Long> delivery = delivery(record -> {
                throw new InterruptedException("the service is stopping");
            })) {
                assertThatThrownBy(() -> delivery.deliver(place(7), 7L)).isInstanceOf(InterruptedException.class);
            }
        }
        liveWith(7);

        assertThat(failed).hasSize(1);
    }

    @Test
    void anInnocentRecordBeforeItDoesNotReset() throws Exception {
        for (int life = 0; life < RecordDelivery.MAX_DEATHS; life++) {
            liveWith(6);
            dieIn(7);
        }
        liveWith(7);

        assertThat(failed).hasSize(1);
    }

    @Test
    void aRecordThatIsHandledInTheEndIsNoSuspectAnyMore() throws Exception {
        for (int life = 0; life < RecordDelivery.MAX_DEATHS - 1; life++) {
            dieIn(7);
        }
        liveWith(7);
        dieIn(7);
        liveWith(7);

        assertThat(failed).isEmpty();
    }

    @Test
    void replicasThatShareAFolderHaveFilesOfTheirOwn() throws Exception {
        try (DeliveryCount one = DeliveryCount.openIn(folder, "barriers");
                DeliveryCount other = DeliveryCount.openIn(folder, "barriers")) {
            one.begin(new RecordPosition("t", 0, 1));
            other.begin(new RecordPosition("t", 1, 1));
        }
        try (DeliveryCount one = DeliveryCount.openIn(folder, "barriers");
                DeliveryCount other = DeliveryCount.openIn(folder, "barriers")) {
            assertThat(one.begin(new RecordPosition("t", 0, 1)) + other.begin(new RecordPosition("t", 0, 1)))
                    .isPositive();
            assertThat(other.begin(new RecordPosition("t", 1, 1))).isEqualTo(1);
        }
    }

    @Test
    void garbageInItsFilesHasNoEffect() throws Exception {
        Random random = new Random(1);
        for (int round = 0; round < 100; round++) {
            byte[] bytes = new byte[random.nextInt(600)];
            random.nextBytes(bytes);
            Files.write(folder.resolve("barriers-0.in-progress"), bytes);
            Files.write(folder.resolve("barriers.suspects.json"), bytes);
            liveWith(round);
        }
        assertThat(handled).hasSize(100);
    }

    @Test
    void withoutAFolderRecordsAreHandledAllTheSame() throws Exception {
        Path file = Files.createFile(folder.resolve("a file"));
        try (RecordDelivery<Long> delivery =
                new RecordDelivery<>("barriers", file, handling(record -> {}), RecordDeliveryTest::die)) {
            delivery.deliver(place(1), 1L);
        }
        assertThat(handled).containsExactly(1L);
    }

    /** As a plug-in that calls System.exit: it does not return, and the time limit comes before the end. */
    @Test
    void aRecordThatFailsWhileTheProcessEndsCountsAsADeath() throws Exception {
        for (int life = 0; life < RecordDelivery.MAX_DEATHS; life++) {
            try (RecordDelivery<Long> delivery = new RecordDelivery<>(
                    "barriers",
                    folder,
                    handling(record -> {
                        throw new TimeoutException("did not return");
                    }),
                    new EndingProcess())) {
                delivery.deliver(place(7), 7L);
            }
        }
        failed.clear();
        liveWith(7, 8);

        assertThat(handled).containsExactly(8L);
        assertThat(failed).containsExactly("7: the callback service ended 5 times while it handled this record");
    }

    private static final class EndingProcess implements ServiceExit {
        @Override
        public void end(Throwable reason) {
            throw new FatalError();
        }

        @Override
        public boolean isUnderWay() {
            return true;
        }
    }

    private void dieIn(long record) throws Exception {
        // The process is killed: the record is never confirmed.
        try (DeliveryCount count = DeliveryCount.openIn(folder, "barriers")) {
            int unused = count.begin(place(record));
        }
    }

    private void liveWith(long... records) throws Exception {
        try (RecordDelivery<Long> delivery = delivery(record -> {})) {
            for (long record : records) {
                delivery.deliver(place(record), record);
            }
        }
    }

    private RecordDelivery<Long> delivery(RecordAction action) {
        return new RecordDelivery<>("barriers", folder, handling(action), RecordDeliveryTest::die);
    }

    private static void die(Throwable reason) {
        throw new FatalError();
    }

    private static RecordPosition place(long record) {
        return new RecordPosition("training.events", 0, record);
    }

    private Handling<Long> handling(RecordAction action) {
        return new Handling<>() {
            @Override
            public Answer answer(Long record) throws Throwable {
                action.on(record);
                return () -> handled.add(record);
            }

            @Override
            public Answer failed(Long record, Throwable thrown) {
                return () -> failed.add(record + ": " + thrown.getMessage());
            }
        };
    }
}
