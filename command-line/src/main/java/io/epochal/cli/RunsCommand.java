package io.epochal.cli;

import io.epochal.callback.policy.Replay;
import io.epochal.protocol.Numbers;
import io.epochal.protocol.PythonText;
import io.epochal.protocol.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "runs", description = "Look at runs.", subcommands = RunsCommand.Show.class)
final class RunsCommand {
    enum Format {
        json,
        csv
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "What a run's History callback would hold, from the event log.")
    static final class Show implements Callable<Integer> {
        @Parameters(paramLabel = "RUN", description = "the run's id")
        private String run = "";

        @Option(
                names = "--history",
                arity = "0..1",
                defaultValue = "json",
                fallbackValue = "json",
                description = "json or csv")
        private Format history = Format.json;

        @Override
        public Integer call() throws Exception {
            List<Replay.Measured> epochs = ReplayFiles.run(run).epochs();
            System.out.print(history == Format.json ? json(epochs) + "\n" : csv(epochs));
            return ExitCode.OK;
        }
    }

    /** As {@code History}: the epochs, and a list for each log; an epoch without a log adds nothing to its list. */
    static String json(List<Replay.Measured> epochs) throws Exception {
        Map<String, List<Object>> logs = new TreeMap<>();
        for (Replay.Measured epoch : epochs) {
            epoch.logs().values().forEach((name, value) -> logs.computeIfAbsent(name, key -> new ArrayList<>())
                    .add(Numbers.json(value)));
        }
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("epoch", epochs.stream().map(Replay.Measured::epoch).toList());
        json.put("history", logs);
        return Wire.JSON.writeValueAsString(json);
    }

    static String csv(List<Replay.Measured> epochs) {
        TreeSet<String> names = new TreeSet<>();
        epochs.forEach(epoch -> names.addAll(epoch.logs().values().keySet()));
        StringBuilder text = new StringBuilder("epoch");
        names.forEach(name -> text.append(',').append(name));
        for (Replay.Measured epoch : epochs) {
            text.append('\n').append(epoch.epoch());
            for (String name : names) {
                var value = epoch.logs().get(name);
                text.append(',').append(value.isPresent() ? PythonText.repr(value.getAsDouble()) : "NA");
            }
        }
        return text.append('\n').toString();
    }
}
