package io.epochal.fuzz;

import io.epochal.callback.api.access.JsonBody;
import io.epochal.callback.api.commands.CommandBody;
import io.epochal.callback.api.problem.ProblemException;
import io.epochal.callback.api.tokens.TokenOrder;
import io.epochal.callback.checkpoints.CheckpointQuery;
import io.epochal.callback.guard.RunGlobs;
import io.epochal.callback.guard.SessionSigner;
import io.epochal.callback.guard.TokenText;
import io.epochal.callback.page.view.RunComparison;
import io.epochal.callback.query.RunFilter;
import io.epochal.callback.summary.ExportName;
import io.epochal.protocol.attach.AttachRequest;
import io.epochal.protocol.attach.CallException;
import io.epochal.protocol.attach.Report;
import io.epochal.protocol.field.SpecException;
import java.time.Instant;
import java.util.List;

/** What comes over HTTP: bodies, and texts of requests that are read as more than a name. */
final class HttpDoors {
    private static final List<Class<? extends Throwable>> PROBLEMS =
            List.of(ProblemException.class, CallException.class);

    private HttpDoors() {}

    static List<Door> all() {
        Damage json = Damage.anyOf(
                        new DamagedJson(), new DamagedJson(), new DamagedJson(), new DamagedBytes(), new DamagedText())
                .repeated();
        Damage text = Damage.anyOf(new DamagedText(), new DamagedBytes()).repeated();
        return List.of(
                new Door("commands", 6, COMMANDS, json, (input, folder) -> CommandBody.read(input), PROBLEMS),
                new Door(
                        "attaching",
                        4,
                        ATTACHMENTS,
                        json,
                        (input, folder) -> AttachRequest.read(JsonBody.object(input, "")),
                        PROBLEMS),
                new Door("reports", 4, REPORTS, json, (input, folder) -> report(input), PROBLEMS),
                new Door(
                        "orders of tokens",
                        3,
                        List.of(
                                Doors.text(
                                        """
                                {"name": "ci", "role": "operator", "runs": ["ci-*", "nightly"], "expires": "2030-01-02T03:04:05Z"}""")),
                        json,
                        (input, folder) -> TokenOrder.read(JsonBody.object(input, ""), Instant.EPOCH),
                        PROBLEMS),
                new Door(
                        "tokens and sessions",
                        3,
                        List.of(
                                Doors.text("epochal_root_" + "0123456789abcdef".repeat(4)),
                                Doors.text(SIGNER.sign("abcd1234", Instant.ofEpochSecond(1000)))),
                        text,
                        (input, folder) -> identified(Doors.text(input)),
                        List.of(SpecException.class)),
                new Door(
                        "globs of runs",
                        3,
                        List.of(Doors.text("ci-*"), Doors.text("a?b*c"), Doors.text("*a*a*a*a*a*a*a*b")),
                        text,
                        (input, folder) -> RunGlobs.check("runs", List.of(Doors.text(input)))
                                .fit("a".repeat(128)),
                        List.of(SpecException.class)),
                new Door(
                        "the list's filter",
                        4,
                        List.of(
                                Doors.text("val_loss < 0.05 status:failed,cancelled mnist"),
                                Doors.text("epochs >= 10 \"a name\" status:running"),
                                Doors.text("accuracy==1 loss!=2")),
                        text,
                        (input, folder) -> RunFilter.read(Doors.text(input)),
                        List.of(SpecException.class)),
                new Door(
                        "names and formats of checkpoints",
                        4,
                        List.of(
                                Doors.text("best\nkeras"),
                                Doors.text("tmp/ckpt/weights.01-0.25.keras\nweights.h5"),
                                Doors.text("/models/../final\nsafetensors")),
                        text,
                        (input, folder) -> checkpoint(Doors.text(input)),
                        PROBLEMS),
                new Door(
                        "what-if",
                        3,
                        List.of(Doors.text(
                                "[{\"type\": \"EarlyStopping\", \"patience\": 3}, {\"type\": \"TerminateOnNaN\"}]")),
                        json,
                        (input, folder) -> asked(Doors.text(input)),
                        List.of(SpecException.class)));
    }

    private static void report(byte[] input) {
        var unused = Report.read(JsonBody.object(input, ""), "run", 1, RecordDoors.params(), Instant.EPOCH);
    }

    private static void identified(String text) {
        if (TokenText.parse(text).isEmpty() && SIGNER.token(text, Instant.EPOCH).isEmpty()) {
            throw new SpecException("the token", "is none");
        }
    }

    private static void checkpoint(String text) {
        String[] lines = text.split("\n", 2);
        CheckpointQuery asked = CheckpointQuery.read(lines[0], lines.length < 2 ? null : lines[1]);
        String file = ExportName.download("run", asked.name(), asked.format().toString());
        if (!file.matches("[A-Za-z0-9_-][A-Za-z0-9._-]{0,170}")) {
            throw new IllegalStateException("a download may not be called " + file);
        }
    }

    private static void asked(String callbacks) {
        String problem = RunComparison.of(List.of(), callbacks).problem();
        if (!problem.isEmpty()) {
            throw new SpecException("callbacks", problem);
        }
    }

    private static final SessionSigner SIGNER = new SessionSigner(new byte[32]);

    private static final List<byte[]> COMMANDS = List.of(
            Doors.text("{\"type\":\"StopTraining\",\"reason\":\"good enough\"}"),
            Doors.text("{\"type\":\"SetLearningRate\",\"value\":0.0005}"),
            Doors.text("{\"type\":\"SaveCheckpoint\",\"name\":\"before-lunch\"}"),
            Doors.text("{\"type\":\"SummarizeWeights\"}"),
            Doors.text("{\"type\":\"ReplaceCallbacks\",\"callbacks\":[{\"type\":\"EarlyStopping\",\"patience\":10}]}"),
            Doors.text("{\"command_id\":\"c-1\",\"requested_by\":\"ann\",\"command\":{\"type\":\"PauseTraining\"}}"));

    private static final List<byte[]> ATTACHMENTS = List.of(
            Doors.text(
                    """
                    {"attach_id": "8f0e1c", "run": "iris-example", "name": "iris", "trainer": "keras 3.15.1 on jax", "unit": "epoch",
                     "params": {"epochs": 50, "metrics": ["accuracy", "lift"], "directions": {"lift": "max"}, "validates": true,
                                "learning_rate": 0.01, "scheduled": false, "use_ema": false, "semantics": "keras-3.15"},
                     "callbacks": [{"type": "EarlyStopping", "patience": 5, "restore_best_weights": true}],
                     "capabilities": ["StopTraining", "SetLearningRate", "RestoreWeights"], "heartbeat": 60}"""),
            Doors.text(
                    """
                    {"attach_id": "8f0e1c", "run": "a-loop", "trainer": "a loop", "callbacks": [], "capabilities": [], "params": {"metrics": [], "learning_rate": 0.01},
                     "resume": {"attempt": 1, "sequence": 7, "epoch": 1, "batch": -1, "step": 8, "checkpoint": "s3://x/y"}}"""));

    private static final List<byte[]> REPORTS = List.of(
            Doors.text(
                    """
                    {"events": [
                       {"type": "VerdictApplied", "sequence": 1, "answers": 0, "epoch": -1, "step": 0, "commands": [], "reasons": [],
                        "recordings": [], "learning_rate": 0.01},
                       {"type": "EpochEnded", "sequence": 2, "epoch": 0, "step": 4, "metrics": {"loss": 1.1, "val_loss": 1.0},
                        "learning_rate": 0.01, "seconds": 0.5, "last": false,
                        "callbacks": [{"type": "EarlyStopping", "patience": 5, "state": {"wait": 0}}]}],
                     "batches": [
                       {"epoch": 0, "batch": 0, "step": 1, "loss": 1.2, "metrics": {"loss": 1.2}, "learning_rate": 0.01, "dropped": 0}],
                     "wait": 0}"""));
}
