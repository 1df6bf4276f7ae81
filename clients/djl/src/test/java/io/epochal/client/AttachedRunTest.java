package io.epochal.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.epochal.client.FakeService.Failure;
import io.epochal.client.RunEnding.EndStatus;
import io.epochal.client.TrainerCommand.SaveCheckpoint;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client against a service that follows the contract, and whose line fails. */
@Tag("slow")
@Timeout(30)
class AttachedRunTest {
    private static final String STOP = "{\"type\": \"StopTraining\", \"reason\": \"enough\"}";

    private final FakeService service = new FakeService();
    private final RunOptions options = RunOptions.of(0.1)
            .url(service.url())
            .epochs(3)
            .metrics(List.of("accuracy"))
            .callbacks(List.of(Map.of("type", "EarlyStopping", "patience", 2)));

    AttachedRunTest() throws IOException {}

    @AfterEach
    void close() {
        service.close();
    }

    @Test
    void asksAtEachRoundsEndAndSaysTheEnd() {
        try (AttachedRun run = AttachedRun.attach(options)) {
            for (int epoch = 0; epoch < 3; epoch++) {
                assertThat(run.batch(0.5, Map.of())).isTrue();
                run.round(Map.of("loss", 0.5, "val_loss", Double.NaN));
            }
            assertThat(run.end()).isEqualTo(new RunEnding(EndStatus.COMPLETED, "all epochs were trained"));
        }

        assertThat(service.types())
                .containsExactly(
                        "VerdictApplied",
                        "EpochEnded",
                        "VerdictApplied",
                        "EpochEnded",
                        "VerdictApplied",
                        "EpochEnded",
                        "VerdictApplied",
                        "TrainingEnded",
                        "VerdictApplied",
                        "RunEnded");
        JsonObject last = service.of("EpochEnded").get(2);
        assertThat(last.getAsJsonObject("metrics").toString()).contains("\"val_loss\":\"NaN\"", "\"loss\":0.5");
        assertThat(last.get("last").getAsBoolean()).isTrue();
        assertThat(last.get("step").getAsLong()).isEqualTo(3);
        assertThat(last.get("callbacks")).isEqualTo(service.attachments.get(0).get("callbacks"));
        JsonObject ended = service.of("RunEnded").get(0);
        assertThat(ended.get("epochs_run").getAsInt()).isEqualTo(3);
        assertThat(ended.get("status").getAsString()).isEqualTo("completed");
    }

    @Test
    void sendsTheVerySameCallAgainAfterACutLine() {
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.cuts = 2;
            run.round(Map.of("loss", 0.5));
            run.end();
        }
        List<String> rounds = service.bodies.stream()
                .filter(body -> body.contains("EpochEnded"))
                .toList();
        assertThat(rounds).hasSizeBetween(2, 3);
        assertThat(Set.copyOf(rounds)).hasSize(1);
        assertThat(service.of("EpochEnded")).hasSize(1);
    }

    @Test
    void attachesWithTheSameIdAgainWhileKafkaIsAway() {
        service.failures.add(new Failure(503, "log-unavailable"));
        service.failures.add(new Failure(503, "verdict-overdue"));
        try (AttachedRun run = AttachedRun.attach(options)) {
            assertThat(run.attempt()).isEqualTo(1);
        }
        assertThat(Set.copyOf(service.bodies.subList(0, 3))).hasSize(1);
    }

    @Test
    void aNewerAttemptEndsThisOneAndNothingMoreIsSaid() {
        AttachedRun run = AttachedRun.attach(options);
        run.round(Map.of("loss", 0.5));
        long said = service.events.size();
        service.failures.add(new Failure(409, "superseded"));
        assertThatThrownBy(() -> run.round(Map.of("loss", 0.4))).isInstanceOf(ServiceException.Superseded.class);
        run.close();

        assertThat(service.events).hasSizeLessThanOrEqualTo((int) said + 1);
        assertThat(service.types()).doesNotContain("RunEnded");
    }

    @Test
    void namesTheFieldThatTheServiceDoesNotTake() {
        service.failures.add(new Failure(422, "not-a-request"));
        assertThatThrownBy(() -> AttachedRun.attach(options))
                .isInstanceOf(ServiceException.Rejected.class)
                .hasMessageContaining("not-a-request says the test");
    }

    @Test
    void stopsAtTheBatchThatACallbackAskedFor() {
        service.decide(event -> event.get("type").getAsString().equals("BatchReached")
                ? FakeService.verdict(event, STOP)
                : FakeService.asking(FakeService.verdict(event), 3));
        try (AttachedRun run = AttachedRun.attach(options)) {
            assertThat(run.batch(0.5, Map.of("loss", 0.5))).isTrue();
            assertThat(run.batch(0.4, Map.of("loss", 0.45))).isTrue();
            assertThat(run.batch(0.3, Map.of("loss", 0.4))).isFalse();
            assertThat(run.end()).isEqualTo(new RunEnding(EndStatus.STOPPED_EARLY, "enough"));
        }
        JsonObject reached = service.of("BatchReached").get(0);
        assertThat(reached.get("step").getAsLong()).isEqualTo(3);
        assertThat(reached.get("batch").getAsInt()).isEqualTo(2);
        assertThat(service.of("TrainingEnded").get(0).get("epoch").getAsInt()).isZero();
    }

    @Test
    void asksWhereTheRunningLossIsNotFinite() {
        service.decide(event -> {
            JsonObject verdict = FakeService.verdict(event);
            verdict.getAsJsonObject("ask").addProperty("at_non_finite_loss", true);
            return verdict;
        });
        try (AttachedRun run = AttachedRun.attach(options)) {
            run.batch(0.5, Map.of("loss", 0.5));
            run.batch(Double.NaN, Map.of("loss", Double.NaN));
        }
        assertThat(service.of("BatchReached")).hasSize(1);
    }

    @Test
    void usesTheRateOfAVerdictFromTheNextStepOn() {
        service.decide(event -> event.get("type").getAsString().equals("EpochEnded")
                ? FakeService.verdict(event, "{\"type\": \"SetLearningRate\", \"value\": 0.01}")
                : FakeService.verdict(event));
        try (AttachedRun run = AttachedRun.attach(options)) {
            assertThat(run.learningRate()).isEqualTo(0.1f);
            run.round(Map.of("loss", 0.5));
            assertThat(run.learningRate()).isEqualTo(0.01f);
        }
        assertThat(service.of("VerdictApplied").get(1).get("learning_rate").getAsDouble())
                .isEqualTo((double) 0.01f);
    }

    @Test
    void trainsNothingWhileAUserHasPausedTheRun() throws Exception {
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.request("c-1", "{\"type\": \"PauseTraining\"}");
            CompletableFuture<RunVerdict> round = CompletableFuture.supplyAsync(() -> run.round(Map.of("loss", 0.5)));
            service.until(() -> service.of("CommandApplied").size() == 1);
            assertThat(round).isNotDone();
            service.request("c-2", "{\"type\": \"ResumeTraining\"}");
            assertThat(round.join().stops()).isFalse();
            run.end();
        }
        assertThat(service.of("CommandApplied"))
                .extracting(answer -> answer.get("outcome").getAsString())
                .containsExactly("applied", "applied");
        assertThat(service.of("CommandApplied").get(0).get("requested_by").getAsString())
                .isEqualTo("ann");
    }

    @Test
    void aPausedThreadThatIsInterruptedLeaves() throws Exception {
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.request("c-1", "{\"type\": \"PauseTraining\"}");
            CompletableFuture<Throwable> left = new CompletableFuture<>();
            Thread training = new Thread(() -> {
                try {
                    left.complete(new AssertionError("it went on: " + run.round(Map.of("loss", 0.5))));
                } catch (ServiceException e) {
                    left.complete(e);
                }
            });
            training.start();
            service.until(() -> service.of("CommandApplied").size() == 1);
            training.interrupt();
            assertThat(left.join()).isInstanceOf(ServiceException.Interrupted.class);
        }
    }

    @Test
    void answersEachRequestOnceAlsoWhereItDoesNotObey() {
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.request("c-1", "{\"type\": \"SaveCheckpoint\", \"name\": \"now\"}");
            service.request("c-2", "{\"type\": \"FailRun\", \"reason\": \"so\"}");
            service.request("c-3", "{\"type\": \"StopTraining\", \"reason\": \"by ann\"}");
            run.round(Map.of("loss", 0.5));
            assertThat(run.stopped()).isTrue();
            service.request("c-4", "{\"type\": \"PauseTraining\"}");
            run.end();
        }
        assertThat(service.of("CommandApplied"))
                .extracting(answer -> answer.get("outcome").getAsString())
                .containsExactly(
                        "rejected: this trainer cannot SaveCheckpoint; it can CancelRun, PauseTraining, RecordBatches, "
                                + "ReplaceCallbacks, SetLearningRate, StopTraining",
                        "rejected: only a callback may say it",
                        "applied",
                        "rejected: the run has ended");
    }

    @Test
    void aProgramThatFailsAtWhatAUserWantsTrainsOn() {
        options.obey(new TrainingProgram() {
            @Override
            public void setLearningRate(TrainerCommand.SetLearningRate command) {
                throw new IllegalStateException("the optimizer is closed");
            }
        });
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.request("c-1", "{\"type\": \"SetLearningRate\", \"value\": 0.2}");
            run.round(Map.of("loss", 0.5));
            assertThat(run.learningRate()).isEqualTo(0.1f);
            assertThat(run.stopped()).isFalse();
        }
        assertThat(service.of("CommandApplied").get(0).get("outcome").getAsString())
                .isEqualTo("rejected: the optimizer is closed");
    }

    @Test
    void aCheckpointThatACallbackWantsAndNoDiskTakesEndsTheTraining() {
        service.decide(event -> event.get("type").getAsString().equals("EpochEnded")
                ? FakeService.verdict(event, "{\"type\": \"SaveCheckpoint\", \"name\": \"best\"}")
                : FakeService.verdict(event));
        options.obey(new TrainingProgram() {
            @Override
            public Set<String> capabilities() {
                return Set.of("SaveCheckpoint");
            }

            @Override
            public SavedCheckpoint save(SaveCheckpoint command, ResumeFrom state) throws IOException {
                throw new IOException("no space left");
            }
        });
        try (AttachedRun run = AttachedRun.attach(options)) {
            assertThatThrownBy(() -> run.round(Map.of("loss", 0.5))).hasRootCauseMessage("no space left");
        }
        assertThat(service.of("RunEnded").get(0).get("status").getAsString()).isEqualTo("failed");
    }

    @Test
    void asksForTheCallbacksThatAUserWants() {
        service.decide(event -> {
            JsonObject verdict = FakeService.verdict(event);
            if (event.has("replacement")) {
                verdict.add("callbacks", event.getAsJsonObject("replacement").get("callbacks"));
            }
            return verdict;
        });
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.request("c-1", "{\"type\": \"ReplaceCallbacks\", \"callbacks\": [{\"type\": \"TerminateOnNaN\"}]}");
            run.round(Map.of("loss", 0.5));
            run.round(Map.of("loss", 0.4));
        }
        assertThat(service.of("CommandApplied").get(0).get("outcome").getAsString())
                .isEqualTo("applied");
        assertThat(service.of("EpochEnded").get(1).get("callbacks").toString())
                .isEqualTo("[{\"type\":\"TerminateOnNaN\"}]");
    }

    @Test
    void resumesWithTheStateOfACheckpoint() {
        JsonArray callbacks = new JsonArray();
        callbacks.add(FakeService.parse("{\"type\": \"EarlyStopping\", \"state\": {\"wait\": 1}}"));
        ResumeFrom state = new ResumeFrom("iris-1", 2, 21, 3, 17, 1142, 0.01f, callbacks, URI.create("file:/ckpt"));
        try (AttachedRun run = AttachedRun.attach(options.resume(state))) {
            assertThat(run.attempt()).isEqualTo(3);
            assertThat(run.learningRate()).isEqualTo(0.01f);
            assertThat(run.reached()).isEqualTo(new RunProgress(3, 16, 1142));
            run.batch(0.3, Map.of());
            assertThat(run.state())
                    .isEqualTo(new ResumeFrom("iris-1", 3, 2, 3, 18, 1143, 0.01f, callbacks, null))
                    .isEqualTo(ResumeFrom.of(run.state().toJson()));
        }
        JsonObject attached = service.attachments.get(0);
        assertThat(attached.get("run").getAsString()).isEqualTo("iris-1");
        assertThat(attached.get("callbacks")).isEqualTo(callbacks);
        assertThat(attached.get("resume").toString())
                .isEqualTo(
                        "{\"attempt\":2,\"sequence\":21,\"epoch\":3,\"batch\":17,\"step\":1142,\"checkpoint\":\"file:/ckpt\"}");
    }

    @Test
    void givesUpWhereItIsToldTo() {
        options.onUnreachable(OnUnreachable.FAIL).giveUpAfter(Duration.ofMillis(300));
        AttachedRun run = AttachedRun.attach(options);
        service.away = true;
        assertThatThrownBy(() -> run.round(Map.of("loss", 0.5))).isInstanceOf(ServiceException.Unreachable.class);
        run.close();
        assertThat(service.types()).doesNotContain("RunEnded");
    }

    @Test
    void trainsOnWithoutDecisionsAndHasThemMadeInOrderLater() throws Exception {
        List<String> saved = new ArrayList<>();
        service.decide(event -> FakeService.verdict(
                event, "{\"type\": \"SaveCheckpoint\", \"name\": \"at-" + event.get("sequence") + "\"}"));
        options.onUnreachable(OnUnreachable.CONTINUE)
                .giveUpAfter(Duration.ofMillis(200))
                .obey(new TrainingProgram() {
                    @Override
                    public Set<String> capabilities() {
                        return Set.of("SaveCheckpoint");
                    }

                    @Override
                    public SavedCheckpoint save(SaveCheckpoint command, ResumeFrom state) {
                        saved.add(command.name() + " before " + state.sequence());
                        return new SavedCheckpoint(URI.create("file:/" + command.name()), 1);
                    }
                });
        service.away = true;
        try (AttachedRun run = AttachedRun.attach(options)) {
            assertThat(run.round(Map.of("loss", 0.5)).decided()).isFalse();
            assertThat(run.round(Map.of("loss", 0.4)).decided()).isFalse();
            service.away = false;
            assertThat(run.round(Map.of("loss", 0.3)).decided()).isTrue();
            run.end();
        }
        assertThat(service.of("EpochEnded"))
                .extracting(event -> event.get("epoch").getAsInt())
                .containsExactly(0, 1, 2);
        assertThat(saved).hasSize(3).first().asString().startsWith("at-0");
        assertThat(service.of("CheckpointSaved"))
                .extracting(event -> event.get("key").getAsString())
                .contains("file:/at-0");
        assertThat(service.types()).endsWith("RunEnded");
    }

    @Test
    void saysThatItIsAlive() throws Exception {
        try (AttachedRun run = AttachedRun.attach(options.heartbeat(1))) {
            assertThat(run.id()).isEqualTo("r");
            service.until(() -> service.of("Heartbeat").size() == 1);
        }
    }

    @Test
    void sendsBatchesWithoutWaitingForTheService() throws Exception {
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.away = true;
            for (int batch = 0; batch < 1_500; batch++) {
                assertThat(run.batch(0.5, Map.of("loss", 0.5))).isTrue();
            }
            service.away = false;
            service.until(() -> service.batches.size() == 1_500);
        }
        assertThat(service.batches)
                .extracting(batch -> batch.get("step").getAsLong())
                .startsWith(1L, 2L, 3L)
                .isSorted();
    }

    @Test
    void recordsBatchesWhereACallbackWantsThem() {
        service.decide(event -> FakeService.verdict(event, "{\"type\": \"RecordBatches\", \"every\": 2}"));
        try (AttachedRun run = AttachedRun.attach(options)) {
            for (int batch = 0; batch < 5; batch++) {
                run.batch(0.5, Map.of("loss", 0.5));
            }
            run.end();
        }
        assertThat(service.of("BatchRecorded"))
                .extracting(event -> event.get("step").getAsLong())
                .containsExactly(2L, 4L);
    }

    @Test
    void savesAsOftenAsACallbackWants() {
        service.decide(event -> event.get("type").getAsString().equals("attached")
                ? FakeService.verdict(event, "{\"type\": \"SaveEvery\", \"seconds\": 1e-9, \"name\": \"backup\"}")
                : FakeService.verdict(event));
        List<Long> saved = new ArrayList<>();
        options.obey(new TrainingProgram() {
            @Override
            public Set<String> capabilities() {
                return Set.of("SaveCheckpoint");
            }

            @Override
            public SavedCheckpoint save(SaveCheckpoint command, ResumeFrom state) {
                saved.add(state.step());
                return new SavedCheckpoint(URI.create("file:/" + command.name()), 1);
            }
        });
        try (AttachedRun run = AttachedRun.attach(options)) {
            service.request("c-1", "{\"type\": \"SaveEvery\", \"seconds\": 1, \"name\": \"mine\"}");
            run.batch(0.5, Map.of());
            run.batch(0.4, Map.of());
            run.round(Map.of("loss", 0.4));
            run.end();
        }
        assertThat(saved).containsExactly(1L, 2L);
        assertThat(service.of("CheckpointSaved"))
                .extracting(event -> event.get("names").toString())
                .containsOnly("[\"backup\"]")
                .hasSize(2);
        assertThat(service.attachments.get(0).get("capabilities").toString()).contains("SaveEvery");
        assertThat(service.of("CommandApplied").get(0).get("outcome").getAsString())
                .isEqualTo("rejected: only a callback may say it");
    }

    @Test
    void aCheckpointIsDueWhenItsSecondsAreOver() {
        Orders orders = new Orders(0.1f);
        assertThat(orders.dueCheckpoint(0)).isEmpty();
        orders.saveEvery(new TrainerCommand.SaveEvery(1.5, "backup"), 1_000_000_000);

        assertThat(orders.dueCheckpoint(2_499_999_999L)).isEmpty();
        assertThat(orders.dueCheckpoint(2_500_000_000L)).contains("backup");
        assertThat(orders.dueCheckpoint(3_999_999_999L)).isEmpty();
        assertThat(orders.dueCheckpoint(4_000_000_000L)).contains("backup");
    }

    @Test
    void aLateVerdictSavesAndShowsNothing() {
        JsonObject verdict = FakeService.verdict(
                new JsonObject(),
                "{\"type\": \"SaveCheckpoint\", \"name\": \"best\"}",
                "{\"type\": \"SummarizeWeights\", \"weights\": \"trained\", \"images\": false}",
                STOP);

        assertThat(RunVerdict.savingNothing(verdict)).hasSize(1);
    }

    @Test
    void aLoopThatIsLeftWithoutAnEndHasFailed() {
        AttachedRun.attach(options).close();
        JsonObject ended = service.of("RunEnded").get(0);
        assertThat(ended.get("status").getAsString()).isEqualTo("failed");
        assertThat(ended.get("restored_epoch").isJsonNull()).isTrue();
    }

    @Test
    void anExceptionIsTheReasonOfTheEnd() {
        try (AttachedRun run = AttachedRun.attach(options)) {
            run.fail(new IllegalStateException("no rows\nleft"));
        }
        assertThat(service.of("RunEnded").get(0).get("reason").getAsString())
                .isEqualTo("IllegalStateException: no rows left");
    }
}
