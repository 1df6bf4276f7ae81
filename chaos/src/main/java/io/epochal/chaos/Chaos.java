package io.epochal.chaos;

import io.epochal.chaos.outcome.RoundResult;
import io.epochal.chaos.plan.FaultPlan;
import io.epochal.chaos.plan.FixedRounds;
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

/** The main class: the {@code chaos} command, which runs the rounds of a seed. */
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description =
                "Inject faults into the processes, connections, disk and topics of a run at random times, and compare the"
                        + " result with a run without faults.")
public final class Chaos implements Callable<Integer> {
    static final String NO_DISK = "SKIPPED: disk full on the store: this user may not mount a disk for it";
    private static final int FAILED = 1;
    /** Exit code: the rounds could not be run. */
    private static final int BROKEN = 2;
    /** How many rounds are searched with {@code --only}. */
    private static final int MOST = 100_000;

    private static final Logger KAFKA_CLIENTS = Logger.getLogger("org.apache.kafka");

    @Option(names = "--rounds", paramLabel = "N", description = "How many rounds (${DEFAULT-VALUE}).")
    private int rounds = 10;

    @Option(names = "--seed", paramLabel = "S", description = "The seed of the rounds (${DEFAULT-VALUE}).")
    private long seed = 1;

    @Option(names = "--from", paramLabel = "K", description = "The first round (${DEFAULT-VALUE}).")
    private int from = 1;

    @Option(names = "--only", paramLabel = "REGEX", description = "Only rounds whose every fault matches.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--until-failed", description = "End at the first round that fails.")
    private boolean untilFailed;

    @Option(names = "--fixed", description = "Each target once, as in the build, instead of a seed's rounds.")
    private boolean fixed;

    @Option(
            names = "--length",
            paramLabel = "MS",
            description = "The faults are scheduled within this time after the request (${DEFAULT-VALUE}).")
    private long length = 7000;

    @Option(names = "--store", paramLabel = "KIND", description = "embedded or minio (${DEFAULT-VALUE}).")
    private StoreKind store = StoreKind.EMBEDDED;

    @Option(names = "--root", paramLabel = "DIR", description = "The repository (${DEFAULT-VALUE}).")
    private Path root = Path.of(".");

    @Option(
            names = "--work",
            paramLabel = "DIR",
            description = "The folder for stacks, logs and results (${DEFAULT-VALUE}).")
    private Path work = Path.of("chaos/target/chaos");

    public static void main(String[] arguments) throws IOException {
        BrokerMain.quiet();
        // The faults cut their connections all the time.
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
        ChaosWorkspace workspace = new ChaosWorkspace(root.toAbsolutePath().normalize(), folder, store);
        try (RoundReport report = new RoundReport(folder, seed);
                ChaosSession session = new ChaosSession(workspace)) {
            report.started(session.length());
            if (!session.fillable()) {
                System.out.println(NO_DISK);
            }
            List<RoundResult> results = new ArrayList<>();
            for (Round round : planned(session)) {
                RoundResult result = session.run(round);
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

    private List<Round> planned(ChaosSession session) {
        if (fixed) {
            return new FixedRounds(session.steps(), session.fillable()).rounds();
        }
        FaultPlan plan = new FaultPlan(seed, Duration.ofMillis(length), session.fillable());
        return IntStream.iterate(from, number -> number + 1)
                .limit(MOST)
                .mapToObj(plan::round)
                .filter(round -> round.faults().stream()
                        .allMatch(fault -> only.matcher(fault.toString()).find()))
                .limit(rounds)
                .toList();
    }
}
