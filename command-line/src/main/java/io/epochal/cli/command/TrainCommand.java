package io.epochal.cli.command;

import io.epochal.callback.summary.RunDetails;
import io.epochal.cli.spec.RunSpecFile;
import io.epochal.cli.spec.Submission;
import io.epochal.cli.spec.UsageException;
import io.epochal.cli.stack.CheckpointReference;
import io.epochal.cli.stack.Home;
import io.epochal.cli.stack.TrainingStack;
import io.epochal.cli.timeline.AttachedRefusal;
import io.epochal.cli.timeline.FollowOptions;
import io.epochal.cli.timeline.KafkaSession;
import io.epochal.cli.timeline.ResumeRun;
import io.epochal.cli.timeline.RunReader;
import io.epochal.protocol.RunNames;
import io.epochal.protocol.RunRequested;
import io.epochal.protocol.RunSpec;
import io.epochal.protocol.Topic;
import io.epochal.protocol.field.Identifier;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "train",
        mixinStandardHelpOptions = true,
        description = "Train a run spec on the stack that is up, or on one that is started for this command.")
public final class TrainCommand implements Callable<Integer> {
    private static final String ATTACH_AGAIN =
            "start that program again with its checkpoint, and it goes on as the run's next attempt";

    @Mixin
    private StackOption stack = new StackOption();

    @Parameters(paramLabel = "SPEC", arity = "0..1", description = "a run spec, such as runs/mnist-cnn.yaml")
    private @Nullable Path spec;

    @Option(
            names = "--set",
            paramLabel = "path=value",
            description = "override a field, such as epochs=2 or callbacks[0].patience=3")
    private List<String> overrides = new ArrayList<>();

    @Option(
            names = "--from",
            paramLabel = "RUN[:NAME]",
            description =
                    "start with the weights of another run: its final ones, or those of the checkpoint NAME; the optimizer"
                            + " starts anew")
    private @Nullable String from;

    @Option(
            names = "--resume",
            paramLabel = "RUN",
            description = "instead of SPEC: resume a run that was cancelled or has failed, from its last checkpoint")
    private @Nullable String resume;

    @Option(
            names = "--output",
            defaultValue = "text",
            description = "text, or json: the last line of standard output is one object")
    private OutputFormat output = OutputFormat.text;

    @Override
    public Integer call() throws Exception {
        Home home = Home.fromLauncher();
        if (resume != null) {
            if (spec != null || from != null || !overrides.isEmpty()) {
                throw new UsageException("--resume uses the spec that the run has; leave out SPEC, --set and --from");
            }
            return resume(Identifier.check("--resume", resume));
        }
        if (spec == null) {
            throw new UsageException("train needs a run spec, such as runs/mnist-cnn.yaml, or --resume RUN");
        }
        if (from != null) {
            var unused = CheckpointReference.parse("--from", from);
        }
        Optional<Path> datasets = stack.isRemote()
                ? Optional.empty()
                : Optional.of(home.installation().datasets());
        Screen screen = Screen.open(output == OutputFormat.json);
        try (StackOnDemand opened = new StackOnDemand(stack, screen)) {
            Submission submission = RunSpecFile.read(
                    spec,
                    overrides,
                    datasets,
                    home.plugins(),
                    () -> opened.get().sources(),
                    screen);
            return train(submission, screen, opened.get());
        }
    }

    private int train(Submission submission, Screen screen, TrainingStack opened) throws Exception {
        RunSpec run = submission.spec();
        String id = RunNames.next(run.name(), Instant.now(), 4);
        CheckpointReference weights = from == null ? null : CheckpointReference.parse("--from", from);
        if (weights != null) {
            StoredCheckpoint.requireOurs(opened, weights);
        }
        try (KafkaSession session = session(opened, id).fromEnd()) {
            InputUpload.put(submission.inputs(), opened, screen);
            RunRequested.WarmStart start = weights == null ? null : weights.copyTo(id, opened.store());
            RunDisplay display = new RunDisplay(screen, opened, session, id, FollowOptions.START);
            session.publish(Topic.RUNS, new RunRequested(id, Instant.now(), run, start, null, user()));
            screen.line("run " + id);
            return display.show(output);
        }
    }

    private int resume(String run) throws Exception {
        Screen screen = Screen.open(output == OutputFormat.json);
        try (TrainingStack opened = stack.open(screen);
                KafkaSession session = session(opened, run).fromEnd().fromBeginningOf(Topic.EVENTS)) {
            RunDetails details = RunReader.details(opened.kafka(), run);
            RunSpec same = AttachedRefusal.spec(details, ATTACH_AGAIN);
            FollowOptions options = new ResumeRun(details, same, opened.store(), user()).request(session);
            screen.line("run " + run
                    + (options.cancels()
                            ? ""
                            : " is " + details.phase(Instant.now()).text()));
            return new RunDisplay(screen, opened, session, run, options).show(output);
        }
    }

    /** As the requests to runs have it. */
    private static String user() {
        return System.getProperty("user.name");
    }

    private static KafkaSession session(TrainingStack opened, String run) {
        return KafkaSession.oneRunInAllPartitions(opened.kafka(), run, Topic.EVENTS, Topic.BATCHES);
    }
}
