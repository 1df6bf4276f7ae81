package io.epochal.trainer.messaging;

import io.epochal.checkpoint.InMemoryObjectStore;
import io.epochal.protocol.Metrics;
import io.epochal.tracing.Traces;
import io.epochal.trainer.run.port.Supervisor;
import io.epochal.trainer.run.port.Supervisor.BatchReport;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the training's thread spends on publishing one batch, with Kafka in the same JVM: the thread that encodes and sends runs beside
 * it, as in a trainer. An iteration is an epoch of 10,000 batches, and the next one begins when the buffer is empty again.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 20, batchSize = TellingBenchmark.BATCHES)
@Measurement(iterations = 20, batchSize = TellingBenchmark.BATCHES)
public class TellingBenchmark {
    static final int BATCHES = 10_000;
    private static final String RUN = "telling";

    private final TrainerTestBroker broker;
    private final KafkaSupervisors supervisors;
    private Supervisor supervisor;
    private long step;

    public TellingBenchmark() {
        try {
            Path folder = Files.createTempDirectory("telling");
            this.broker = new TrainerTestBroker(folder);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        this.supervisors = new KafkaSupervisors(
                broker.settings(), new InMemoryObjectStore(), new SimpleMeterRegistry(), Traces.OFF);
        this.supervisor = supervisors.open(RUN, 1);
    }

    /** Closing a supervisor waits until it has published everything. */
    @Setup(Level.Iteration)
    public void empty() throws InterruptedIOException {
        supervisor.close();
        supervisor = supervisors.open(RUN, 1);
    }

    @Benchmark
    public void batch() {
        step++;
        double loss = 1.0 / step;
        supervisor.report(
                new BatchReport(0, (int) step, step, loss, Metrics.of(Map.of("loss", loss, "accuracy", 0.5)), 0.001));
    }

    @TearDown
    public void close() throws InterruptedIOException {
        supervisor.close();
        supervisors.close();
        broker.close();
    }
}
