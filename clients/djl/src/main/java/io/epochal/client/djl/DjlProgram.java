package io.epochal.client.djl;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.Trainer;
import ai.djl.util.Pair;
import io.epochal.client.CommandRefusedException;
import io.epochal.client.ResumeFrom;
import io.epochal.client.SavedCheckpoint;
import io.epochal.client.TrainerCommand.RestoreWeights;
import io.epochal.client.TrainerCommand.SaveCheckpoint;
import io.epochal.client.TrainerCommand.SetLearningRate;
import io.epochal.client.TrainerCommand.SummarizeWeights;
import io.epochal.client.TrainingProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a DJL trainer does at commands.
 *
 * @param setsRate whether the program's optimizer was given the tracker
 * @param directory of the checkpoints
 */
record DjlProgram(Trainer trainer, ServiceTracker tracker, boolean setsRate, ParameterCopies copies, Path directory)
        implements TrainingProgram {
    private static final Logger LOG = LoggerFactory.getLogger(DjlProgram.class);

    @Override
    public Set<String> capabilities() {
        Set<String> capabilities = new TreeSet<>();
        if (setsRate && !tracker.isScheduled()) {
            capabilities.add("SetLearningRate");
        }
        if (seesItsWeights()) {
            capabilities.add("SaveCheckpoint");
            capabilities.add("RestoreWeights");
            capabilities.add("SummarizeWeights");
        }
        return capabilities;
    }

    /** With several devices, or a model that lies elsewhere, DJL trains copies of the parameters that nobody else can reach. */
    private boolean seesItsWeights() {
        Device[] devices = trainer.getDevices();
        return devices.length == 1
                && block().getParameters().values().stream()
                        .filter(Parameter::isInitialized)
                        .allMatch(parameter -> parameter.getArray().getDevice().equals(devices[0]));
    }

    @Override
    public void setLearningRate(SetLearningRate command) throws CommandRefusedException {
        if (tracker.isIgnored()) {
            throw new CommandRefusedException("the optimizer does not take its rate from EpochalListener.tracker()");
        }
        tracker.set(command.value());
    }

    @Override
    public SavedCheckpoint save(SaveCheckpoint command, ResumeFrom state) throws CommandRefusedException, IOException {
        requireTrained(command.averaged());
        Path folder = directory.resolve(command.name()).normalize();
        if (!folder.startsWith(directory) || folder.equals(directory)) {
            throw new CommandRefusedException("the checkpoint " + command.name() + " would not be below " + directory);
        }
        return new CheckpointFolder(folder).save(trainer.getModel(), copies, state);
    }

    @Override
    public void restore(RestoreWeights command) throws CommandRefusedException {
        requireTrained(command.averaged());
        copies.restore(block(), command.epoch());
    }

    @Override
    public Map<String, float[]> weights(SummarizeWeights command) throws CommandRefusedException {
        requireTrained(command.averaged());
        if (command.images()) {
            LOG.warn("pictures of weights are not drawn here: leave out write_images");
        }
        Map<String, float[]> weights = new LinkedHashMap<>();
        for (Pair<String, Parameter> one : block().getParameters()) {
            NDArray array = one.getValue().getArray();
            if (array.getDataType().isFloating()) {
                try (NDArray values = array.toType(DataType.FLOAT32, true)) {
                    weights.put(trainer.getModel().getName() + "/" + one.getKey(), values.toFloatArray());
                }
            }
        }
        return weights;
    }

    @Override
    public void retain(int ended, Set<Integer> epochs) {
        if (seesItsWeights()) {
            copies.retain(block(), ended, epochs);
        }
    }

    private Block block() {
        return trainer.getModel().getBlock();
    }

    private static void requireTrained(boolean averaged) throws CommandRefusedException {
        if (averaged) {
            throw new CommandRefusedException("DJL's optimizers keep no average of the weights");
        }
    }
}
