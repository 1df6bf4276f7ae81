package io.epochal.callback.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.epochal.checkpoint.Checkpoints;
import io.epochal.checkpoint.DamagedPartException;
import io.epochal.checkpoint.StoreRefusal;
import io.epochal.export.ExportFormat;
import io.epochal.export.ModelFile;
import io.epochal.export.StoredModel;
import io.epochal.export.StoredState;
import io.epochal.keras.KerasFileException;
import io.epochal.protocol.field.SpecException;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * Makes files of checkpoints. Safetensors pass through; a model for Keras is made of tensors in memory, of which all that are on their way
 * have a bounded number of bytes together.
 */
@Singleton
public class ModelExports {
    /** A checkpoint's state is JSON, which takes ten times as much in memory. */
    private static final long LARGEST_STATE = 4 << 20;

    private static final long KILO = 1024;
    private static final int PART_OF_HEAP = 3;

    private final CheckpointDoor door;
    private final long memory;
    private final Semaphore free;
    private final Clock clock = Clock.systemUTC();

    @Inject
    ModelExports(CheckpointDoor door, @ConfigProperty(name = "epochal.export.memory") long memory) {
        this(door, memory, Runtime.getRuntime().maxMemory() / PART_OF_HEAP);
    }

    /** @param most bytes of the heap that may be used, whatever is set */
    public ModelExports(CheckpointDoor door, long memory, long most) {
        if (memory < 1) {
            throw new IllegalArgumentException("epochal.export.memory must be 1 byte or more; found " + memory);
        }
        this.door = door;
        this.memory = Math.min(memory, most);
        this.free = new Semaphore((int) Math.min(Integer.MAX_VALUE, kilobytes(this.memory)));
    }

    /** Whether checkpoints can be read at all. */
    public boolean arePossible() {
        return door.isThere();
    }

    /**
     * The key of the checkpoint that has this name now; empty where none has.
     *
     * @throws IOException where the store does not answer
     */
    public Optional<String> key(String run, String name) throws IOException {
        try {
            return door.of(run).named(name).map(named -> named.checkpoint().key());
        } catch (FileNotFoundException e) {
            return Optional.empty();
        }
    }

    /** The names that the run's checkpoints have now. */
    public List<String> names(String run) throws IOException {
        return door.of(run).names();
    }

    /** Whether a checkpoint that could not be read never can: what is stored is damaged, or the store refuses. */
    public static boolean isFinal(IOException failure) {
        return failure instanceof ExportRefusal
                || failure instanceof DamagedPartException
                || StoreRefusal.isIn(failure);
    }

    /** The run's spec as JSON, out of a checkpoint. */
    public byte[] spec(String run, String name) throws IOException {
        Checkpoints checkpoints = door.of(run);
        Checkpoints.Named named = named(checkpoints, run, name);
        checkState(checkpoints, named);
        return made(() -> StoredState.spec(checkpoints, named.checkpoint()));
    }

    /**
     * A checkpoint as a file.
     *
     * @throws ExportRefusal where it is not made
     * @throws IOException where the store does not answer
     */
    public OutgoingModel open(String run, String name, ExportFormat format) throws IOException {
        Checkpoints checkpoints = door.of(run);
        Checkpoints.Named named = made(() -> named(checkpoints, run, name));
        if (format == ExportFormat.safetensors) {
            return new OutgoingModel(made(() -> ModelFile.of(checkpoints, named, format, clock.instant())), () -> {});
        }
        checkState(checkpoints, named);
        int taken = take(StoredModel.size(checkpoints, named), run, name);
        boolean opened = false;
        try {
            ModelFile file = made(() -> ModelFile.of(checkpoints, named, format, clock.instant()));
            opened = true;
            return new OutgoingModel(file, () -> free.release(taken));
        } finally {
            if (!opened) {
                free.release(taken);
            }
        }
    }

    private static Checkpoints.Named named(Checkpoints checkpoints, String run, String name) throws IOException {
        return checkpoints
                .named(name)
                .orElseThrow(() -> new ExportRefusal(
                        ExportRefusal.Kind.MISSING, "run " + run + " has no checkpoint " + name + " in the store"));
    }

    private static void checkState(Checkpoints checkpoints, Checkpoints.Named named) throws ExportRefusal {
        long size = checkpoints.size(named.checkpoint(), StoredState.PART);
        if (size > LARGEST_STATE) {
            throw new ExportRefusal(
                    ExportRefusal.Kind.TOO_LARGE,
                    "what the checkpoint says of its model has " + size + " bytes; up to " + LARGEST_STATE
                            + " are read here");
        }
    }

    private int take(long size, String run, String name) throws ExportRefusal {
        if (size > memory) {
            throw new ExportRefusal(
                    ExportRefusal.Kind.TOO_LARGE,
                    "the model and what its optimizer remembers have " + size
                            + " bytes, and this service makes files of up"
                            + " to " + memory
                            + " (EPOCHAL_EXPORT_MEMORY, and a third of the heap); ./epochal runs export "
                            + run + " --checkpoint '" + name + "' --to model.keras makes one of any size, and"
                            + " format=safetensors has no limit");
        }
        int kilobytes = (int) kilobytes(size);
        if (!free.tryAcquire(kilobytes)) {
            throw new ExportRefusal(
                    ExportRefusal.Kind.BUSY, "other models are on their way, and have the memory; retry later");
        }
        return kilobytes;
    }

    private static long kilobytes(long size) {
        return (size + KILO - 1) / KILO;
    }

    /** Something that is read from the store. */
    private interface Making<T> {
        T make() throws IOException;
    }

    /** What the store has may be deleted meanwhile, or be no model: that is an answer, and no failure of the store. */
    private static <T> T made(Making<T> making) throws IOException {
        try {
            return making.make();
        } catch (FileNotFoundException e) {
            throw new ExportRefusal(
                    ExportRefusal.Kind.MISSING, "the checkpoint was deleted meanwhile: " + e.getMessage());
        } catch (KerasFileException | DamagedPartException | JsonProcessingException e) {
            throw new ExportRefusal(ExportRefusal.Kind.NO_MODEL, String.valueOf(e.getMessage()));
        } catch (SpecException | IllegalArgumentException e) {
            throw new ExportRefusal(
                    ExportRefusal.Kind.NO_MODEL, "what the checkpoint says of its model is none: " + e.getMessage());
        }
    }
}
