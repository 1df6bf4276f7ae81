package io.epochal.callback.api.trainers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.epochal.callback.JsonMutation;
import io.epochal.callback.api.SmallLimits;
import io.epochal.callback.api.TestLog;
import io.epochal.callback.api.trainers.HttpTrainer.Answer;
import io.epochal.callback.messaging.EmbeddedBroker;
import io.epochal.callback.messaging.LogClient;
import io.epochal.protocol.Metrics;
import io.epochal.protocol.Semantics;
import io.epochal.protocol.TrainingEvent;
import io.epochal.protocol.TrainingParams;
import io.epochal.protocol.Verdict;
import io.epochal.protocol.Wire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Programs that train over HTTP, with the whole service and a broker. */
@Tag("slow")
@QuarkusTest
@TestProfile(SmallLimits.class)
@QuarkusTestResource(EmbeddedBroker.class)
@Timeout(60)
class TrainersQuarkusTest {
    private static final String STOPS =
            "[{\"type\": \"EarlyStopping\", \"patience\": 2, \"restore_best_weights\": true}]";

    @TestHTTPResource
    URI root;

    private final String run = "attached-" + UUID.randomUUID();

    @Test
    void decidesAsForEveryOtherTrainerAndOnTrainEndComesLast() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        Answer attached = trainer.attach(STOPS);
        assertThat(attached.status()).as(attached.json().toString()).isEqualTo(201);
        assertThat(attached.json().get("attempt").asInt()).isEqualTo(1);
        assertThat(attached.verdict().get("answers").asInt()).isZero();

        assertThat(types(trainer.epoch(0, 0.5))).isEmpty();
        assertThat(types(trainer.epoch(1, 0.6))).isEmpty();
        Answer stop = trainer.epoch(2, 0.7);
        assertThat(types(stop)).containsExactly("StopTraining");
        assertThat(stop.verdict().get("retain").toString()).isEqualTo("[0]");
        assertThat(types(trainer.trainingEnded(2))).containsExactly("RestoreWeights");
        assertThat(trainer.runEnded().status()).isEqualTo(200);

        Answer late = trainer.epoch(3, 0.1);
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().get("type").asText()).isEqualTo("urn:epochal:problem:run-ended");

        assertThat(new HttpTrainer(root, run).attach(STOPS).status()).isEqualTo(409);
        HttpTrainer resumed = new HttpTrainer(root, run);
        ObjectNode body = resumed.attachment(STOPS);
        body.set(
                "resume",
                Wire.JSON.readTree("{\"attempt\": 1, \"sequence\": 3, \"epoch\": 2, \"batch\": 0, \"step\": 20}"));
        assertThat(resumed.attach(body).json().path("attempt").asInt()).isEqualTo(2);
        assertThat(resumed.epoch(2, 0.1).status()).isEqualTo(200);
    }

    @Test
    void anEventThatKafkaNeverTakesIsNotTriedAgain() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach("[]");
        Answer answer = trainer.report(trainer.said(
                "CheckpointSaved",
                "\"epoch\": 0, \"step\": 1, \"key\": \"file:/" + "k".repeat(1_200_000)
                        + "\", \"names\": [], \"bytes\": 1"));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.detail()).contains("Kafka takes no event of this size");
    }

    @Test
    void theSameCallAgainGetsTheSameVerdict() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        ObjectNode body = trainer.attachment(STOPS);
        Answer first = trainer.attach(body);
        assertThat(trainer.attach(body).json()).isEqualTo(first.json());

        String epoch = trainer.said(
                "EpochEnded",
                "\"epoch\": 0, \"step\": 10, \"metrics\": {\"val_loss\": 0.5}, \"learning_rate\": 0.1, \"seconds\": 1,"
                        + " \"last\": false, \"callbacks\": "
                        + first.verdict().get("callbacks"));
        assertThat(trainer.report(epoch).verdict())
                .isEqualTo(trainer.report(epoch).verdict());
    }

    /** The last question is one that only a decider answers, and by then it has read what was asked before. */
    @Test
    void eachQuestionIsDecidedOnce() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach(STOPS);
        for (int epoch = 0; epoch < 5; epoch++) {
            trainer.epoch(epoch, 0.5 - epoch / 10.0);
        }
        try (LogClient log = new LogClient(EmbeddedBroker.bootstrap())) {
            log.publish(question(6));

            assertThat(log.verdicts(run, 7)).extracting(Verdict::answers).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L);
        }
    }

    /** A service that dies while it answers may leave an event whose verdict it has not sent. */
    @Test
    void aQuestionWhoseVerdictIsMissingIsAnsweredWhenItIsAskedAgain() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach(STOPS);
        try (LogClient log = new LogClient(EmbeddedBroker.bootstrap())) {
            log.publishWithoutItsVerdict(question(1));
        }

        assertThat(trainer.epoch(0, 0.5).verdict().path("answers").asInt()).isEqualTo(1);
    }

    private TrainingEvent.Barrier question(long sequence) {
        return new TrainingEvent.EpochEnded(
                run,
                1,
                sequence,
                Instant.EPOCH,
                new TrainingParams(10, List.of(), true, 0.1, false, false, Semantics.values()[0]),
                5,
                60,
                Metrics.NONE.with("val_loss", 0.5),
                0.1,
                1.5,
                false,
                List.of());
    }

    @Test
    void aNewerAttemptSupersedesAnOlderOne() throws Exception {
        HttpTrainer old = new HttpTrainer(root, run);
        old.attach("[]");
        HttpTrainer newer = new HttpTrainer(root, run);
        assertThat(newer.attach("[]").json().get("attempt").asInt()).isEqualTo(2);

        Answer refused = old.epoch(0, 0.5);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.json().get("type").asText()).isEqualTo("urn:epochal:problem:superseded");
        assertThat(newer.epoch(0, 0.5).status()).isEqualTo(200);
    }

    @Test
    void ofProgramsThatAttachAtOnceEachGetsAnAttemptOfItsOwn() throws Exception {
        List<CompletableFuture<Integer>> attempts = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            attempts.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return new HttpTrainer(root, run)
                            .attach("[]")
                            .json()
                            .get("attempt")
                            .asInt();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            }));
        }
        assertThat(attempts.stream().map(CompletableFuture::join)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void resumesWithWhatTheCallbacksHaveSeen() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach(STOPS);
        trainer.epoch(0, 0.5);
        JsonNode seen = trainer.epoch(1, 0.6).verdict().get("callbacks");

        HttpTrainer resumed = new HttpTrainer(root, run);
        ObjectNode body = resumed.attachment(seen.toString());
        body.set(
                "resume",
                Wire.JSON.readTree(
                        "{\"attempt\": 1, \"sequence\": 3, \"epoch\": 2, \"batch\": 0, \"step\": 20, \"checkpoint\": \"file:/c\"}"));
        Answer answer = resumed.attach(body);
        assertThat(answer.status()).as(answer.json().toString()).isEqualTo(201);
        assertThat(answer.verdict().get("retain").toString()).isEqualTo("[0]");
        assertThat(types(resumed.epoch(2, 0.7))).containsExactly("StopTraining");
    }

    @Test
    void refusesWhatIsWrongWithTheCallbacksByItsField() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        assertThat(trainer.attach("[{\"type\": \"EarlyStopping\", \"patience\": -1}]"))
                .satisfies(answer -> assertThat(answer.status()).isEqualTo(422))
                .satisfies(answer -> assertThat(answer.detail()).startsWith("callbacks[0].patience must be"));
        assertThat(trainer.attach("[{\"type\": \"ModelCheckpoint\", \"filepath\": \"best.keras\"}]")
                        .detail())
                .isEqualTo(
                        "callbacks[0] is a ModelCheckpoint, which needs a trainer that can SaveCheckpoint; its capabilities "
                                + "are RestoreWeights, SetLearningRate, StopTraining");
        ObjectNode unknown = trainer.attachment("[{\"type\": \"EarlyStopping\", \"monitor\": \"val_lift\"}]");
        assertThat(trainer.attach(unknown).detail()).contains("callbacks[0].monitor", "mode");
        ((ObjectNode) unknown.get("params")).set("directions", Wire.JSON.readTree("{\"lift\": \"max\"}"));
        assertThat(trainer.attach(unknown).status()).isEqualTo(201);
    }

    @Test
    void usersAreAnsweredAndTheirRequestsAreSaidUntilThen() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach("[]");
        CompletableFuture<Answer> waiting = CompletableFuture.supplyAsync(() -> {
            try {
                return trainer.say("{\"wait\": 20}");
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(trainer.post(
                                "/runs/" + run + "/commands",
                                "{\"command_id\": \"c-1\", \"requested_by\": \"ann\", \"command\": {\"type\": \"PauseTraining\"}}")
                        .status())
                .isEqualTo(202);
        JsonNode request = waiting.join().json().get("commands").get(0);
        assertThat(request.get("command_id").asText()).isEqualTo("c-1");
        assertThat(request.get("requested_by").asText()).isEqualTo("ann");
        assertThat(trainer.say("{}").json().get("commands")).hasSize(1);

        trainer.report(trainer.said(
                "CommandApplied",
                "\"command_id\": \"c-1\", \"command\": {\"type\": \"PauseTraining\"}, \"epoch\": 0, \"batch\": 3,"
                        + " \"outcome\": \"applied\", \"requested_by\": \"ann\""));
        assertThat(trainer.say("{}").json().get("commands")).isEmpty();
    }

    @Test
    void refusesAGapAndARunOfTheTrainerService() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach("[]");
        trainer.said("Heartbeat", "");
        Answer gap = trainer.epoch(0, 0.5);
        assertThat(gap.status()).isEqualTo(409);
        assertThat(gap.detail()).isEqualTo("the attempt's next event has sequence 1; found 2");

        String other = "run-" + UUID.randomUUID();
        try (TestLog log = TestLog.of(other, bootstrap())) {
            log.started(1);
            assertThat(new HttpTrainer(root, other)
                            .attach("[]")
                            .json()
                            .get("type")
                            .asText())
                    .isEqualTo("urn:epochal:problem:not-attached");
        }
    }

    @Test
    void theDescriptionForMachinesShowsCallsThatAreAnswered() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        JsonNode paths = trainer.get("/q/openapi?format=json").get("paths");
        Answer attached = trainer.post("/runs", example(paths, "/runs", "attachment"));
        assertThat(attached.status()).as(attached.json().toString()).isEqualTo(201);

        String path = "/runs/{run}/attempts/{attempt}/events";
        Answer decided = trainer.post(
                path.replace("{run}", attached.json().get("run").asText()).replace("{attempt}", "1"),
                example(paths, path, "report"));
        assertThat(decided.status()).as(decided.json().toString()).isEqualTo(200);
        assertThat(decided.verdict().get("answers").asInt()).isEqualTo(2);
    }

    /** The service says which fields it knows when it is given another one. */
    @Test
    void theDescriptionForMachinesHasEachFieldThatIsRead() throws Exception {
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach(STOPS);
        JsonNode schemas = trainer.get("/q/openapi?format=json").at("/components/schemas");

        assertThat(fields(schemas, "Attachment"))
                .containsExactlyInAnyOrderElementsOf(known(trainer.post("/runs", "{\"nobody\": 1}")));
        assertThat(fields(schemas, "Resumption"))
                .containsExactlyInAnyOrderElementsOf(
                        known(trainer.post("/runs", "{\"params\": {}, \"resume\": {\"nobody\": 1}}")));
        assertThat(fields(schemas, "Report"))
                .containsExactlyInAnyOrderElementsOf(
                        known(trainer.post("/runs/" + run + "/attempts/1/events", "{\"nobody\": 1}")));
        List<String> params = new ArrayList<>(fields(schemas, "AttachmentParams"));
        params.add("asks_at_end");
        Stream<String> record = Arrays.stream(TrainingParams.class.getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
        assertThat(params).containsExactlyInAnyOrderElementsOf(record.toList());
    }

    private static List<String> fields(JsonNode schemas, String schema) {
        List<String> names = new ArrayList<>();
        schemas.at("/" + schema + "/properties").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<String> known(Answer refusal) {
        String detail = refusal.json().get("detail").asText();
        return List.of(detail.replaceAll("(?s).*there are: ([a-z_, ]+).*", "$1").split(", "));
    }

    private static String example(JsonNode paths, String path, String name) {
        JsonNode value = paths.get(path).at("/post/requestBody/content/application~1json/examples/" + name + "/value");
        return value.isTextual() ? value.textValue() : value.toString();
    }

    /** Whatever a program sends is answered, and the next program is decided for as ever. */
    @Test
    void noBodyIsAFailureOfTheService() throws Exception {
        Random random = new Random(17);
        JsonMutation mutation = new JsonMutation(random, List.of("../../etc", "\u0000", "RunStarted", "é", "0-1"));
        HttpTrainer trainer = new HttpTrainer(root, run);
        trainer.attach(STOPS);
        JsonNode said = Wire.JSON.readTree("{\"events\": ["
                + trainer.said(
                        "VerdictApplied",
                        "\"answers\": 0, \"epoch\": -1, \"step\": 0, \"commands\": [{\"type\": \"StopTraining\","
                                + " \"reason\": \"x\"}], \"reasons\": [], \"recordings\": [], \"learning_rate\": 0.1")
                + ", " + trainer.said("Heartbeat", "\"epoch\": 0, \"batch\": 0, \"step\": 1")
                + "], \"batches\": [{\"epoch\": 0, \"batch\": 0, \"step\": 1, \"loss\": 1, \"metrics\": {\"loss\": 1},"
                + " \"learning_rate\": 0.1, \"dropped\": 0}], \"wait\": 0}");
        Set<Integer> seen = new TreeSet<>();
        for (int i = 0; i < 400; i++) {
            boolean attaches = i % 2 == 0;
            JsonNode body = attaches ? new HttpTrainer(root, "hostile-" + i).attachment(STOPS) : said.deepCopy();
            for (int times = random.nextInt(3); times >= 0; times--) {
                mutation.apply(body);
            }
            String path = attaches ? "/runs" : "/runs/" + run + "/attempts/1/events";
            Answer answer = trainer.post(path, body.toString());
            assertThat(answer.status()).as(body + "\n" + answer.json()).isIn(200, 201, 400, 409, 422);
            seen.add(answer.status());
        }
        assertThat(seen).contains(200, 201, 422);
        HttpTrainer next = new HttpTrainer(root, run + "-next");
        next.attach(STOPS);
        assertThat(next.epoch(0, 0.5).status()).isEqualTo(200);
    }

    private static List<String> types(Answer answer) {
        List<String> types = new ArrayList<>();
        assertThat(answer.verdict().isObject()).as(answer.json().toString()).isTrue();
        answer.verdict()
                .get("commands")
                .forEach(command -> types.add(command.get("type").asText()));
        return types;
    }

    private static String bootstrap() {
        return EmbeddedBroker.bootstrap();
    }
}
