package io.epochal.cli.conformance.program;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** Trainers with one planted fault, each launch on a thread of its own. */
record ContractProgram(Lines lines, PlantedFault fault, List<String> capabilities) implements TrainerProgram {
    /** The commands that these trainers obey, where a test does not say otherwise. */
    static final List<String> MOST = List.of(
            "StopTraining",
            "CancelRun",
            "PauseTraining",
            "SetLearningRate",
            "SaveCheckpoint",
            "RestoreWeights",
            "ReplaceCallbacks");

    /** By which transport it speaks. */
    interface Lines {
        ContractLine open(Map<String, String> environment, PlantedFault fault, BooleanSupplier killed)
                throws IOException;
    }

    static ContractLine http(Map<String, String> environment, PlantedFault fault, BooleanSupplier killed) {
        return new HttpContractLine(URI.create(environment.get("EPOCHAL_URL")), fault, killed);
    }

    @Override
    public Launched start(Map<String, String> environment, Path folder, Path log, Optional<String> checkpoint) {
        ContractTrainer trainer =
                new ContractTrainer((its, killed) -> opened(environment, killed), folder, fault, capabilities);
        CompletableFuture<Void> training = CompletableFuture.runAsync(
                () -> {
                    try {
                        trainer.train();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                // One that hangs takes no thread from the others.
                task -> new Thread(task, "trainer").start());
        return new Launch(trainer, training);
    }

    private ContractLine opened(Map<String, String> environment, BooleanSupplier killed) {
        try {
            return lines.open(environment, fault, killed);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private record Launch(ContractTrainer trainer, CompletableFuture<Void> training) implements Launched {
        @Override
        public OptionalInt await(Duration limit) throws InterruptedException {
            try {
                training.get(limit.toMillis(), TimeUnit.MILLISECONDS);
                return OptionalInt.of(0);
            } catch (TimeoutException e) {
                return OptionalInt.empty();
            } catch (ExecutionException e) {
                return OptionalInt.of(1);
            }
        }

        @Override
        public void interrupt() {
            trainer.interrupt();
        }

        @Override
        public void terminate() {
            trainer.kill();
        }

        @Override
        public void kill() {
            trainer.kill();
        }
    }
}
