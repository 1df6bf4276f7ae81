package io.epochal.chaos;

import io.epochal.chaos.outcome.RoundResult;
import io.epochal.chaos.plan.FaultPlan;
import io.epochal.chaos.plan.Round;
import io.epochal.chaos.round.ChaosSession;
import io.epochal.chaos.round.ChaosWorkspace;
import io.epochal.chaos.round.RoundReport;
import io.epochal.chaos.stack.BrokerMain;
import io.epochal.chaos.stack.StoreKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The command: so many rounds of a seed, one after the other, on one stack. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Kill, stop, cut and fill what a run needs, at random instants, and compare it with one left alone.")
public final class Chaos implements Callable<Integer> {
    static final String NO_DISK = "SKIPPED: disk full on the store: this user may not mount a disk for it";
    private static final int FAILED = 1;
    /** Nothing can be said about the rounds. */
    private static final int BROKEN = 2;
    /** Rounds that are looked through. */
    private static final int MOST = 100_000;

    private static final Logger KAFKA_CLIENTS = Logger.getLogger("org.apache.kafka");

    @Option(names = "--rounds", paramLabel = "N", description = "How many rounds (${DEFAULT-VALUE}).")
    private int rounds = 10;

    @Option(names = "--seed", paramLabel = "S", description = "What the rounds follow from (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--from", paramLabel = "K", description = "The first round (${DEFAULT-VALUE}).")
    private int from = 1;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            description = "Only rounds in which this is found in everything that is done.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--until-failed", description = "End at the first round that does not go well.")
    private boolean untilFailed;

    @Option(names = "--fixed", description = "Each victim once, as the build does it, in place of a seed's rounds.")
    private boolean fixed;

    @Option(
            names = "--length",
            paramLabel = "MS",
            description = "Blows fall so long after the request (${DEFAULT-VALUE}).")
    private long length = 7000;

    @Option(names = "--store", paramLabel = "KIND", description = "embedded or minio (${DEFAULT-VALUE}).")
    private StoreKind store = StoreKind.EMBEDDED;

    @Option(names = "--root", paramLabel = "DIR", description = "The repository (${DEFAULT-VALUE}).")
    private Path root = Path.of(".");

    @Option(names = "--work", paramLabel = "DIR", description = "Where stacks, logs and results go (${DEFAULT-VALUE}).")
    private Path work = Path.of("chaos/target/chaos");

    public static void main(String[] arguments) throws IOException {
        BrokerMain.quiet();
        // Their connections are cut all the time.
        KAFKA_CLIENTS.setLevel(Level.SEVERE);
        CommandLine command = new CommandLine(new Chaos()).setCaseInsensitiveEnumValuesAllowed(true);
        command.setExecutionExceptionHandler((failure, line, parsed) -> {
            failure.printStackTrace();
            return BROKEN;
        });
        System.exit(command.execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Path folder = work.toAbsolutePath().normalize();
        ChaosWorkspace arena = new ChaosWorkspace(root.toAbsolutePath().normalize(), folder, store);
        try (RoundReport report = new RoundReport(folder, seed);
                ChaosSession session = new ChaosSession(arena)) {
            report.begun(session.length());
            if (!session.fillable()) {
                System.out.println(NO_DISK);
            }
            FaultPlan plan = new FaultPlan(seed, Duration.ofMillis(length), session.fillable());
            List<RoundResult> results = new ArrayList<>();
            for (Round round : planned(plan)) {
                RoundResult result = session.fight(round);
                report.round(result);
                results.add(result);
                if (untilFailed && result.outcome() != RoundResult.Outcome.SAME) {
                    break;
                }
            }
            report.end(results);
            return results.stream().allMatch(one -> one.outcome() == RoundResult.Outcome.SAME) ? 0 : FAILED;
        }
    }

    private List<Round> planned(FaultPlan plan) {
        if (fixed) {
            return plan.fixed();
        }
        return IntStream.iterate(from, number -> number + 1)
                .limit(MOST)
                .mapToObj(plan::round)
                .filter(round -> round.blows().stream()
                        .allMatch(blow -> only.matcher(blow.toString()).find()))
                .limit(rounds)
                .toList();
    }
}
