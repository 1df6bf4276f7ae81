package io.epochal.protocol.model;

import io.epochal.protocol.data.InputFile;
import io.epochal.protocol.field.Fields;

/**
 * An encoder that PyTorch has compiled: {@code {torchscript: encoder.pt, trainable: false}}.
 *
 * @param file what {@code torch.jit.save} wrote
 * @param trainable whether its parameters are trained, and are weights of the model. Else the file alone has them
 * @param channelsFirst whether its images are [channels, height, width], as PyTorch's layers take and give them. Rows of the data and
 *     the layers of the head have channels last in any case; other rows than images are given as they are
 */
public record TorchScriptBackbone(InputFile file, boolean trainable, boolean channelsFirst) implements Backbone {
    /** The first part of its weights' paths: {@code encoder/conv1.weight}. */
    public static final String NAME = "encoder";

    private static final String FIRST = "channels_first";

    static TorchScriptBackbone read(Fields fields) {
        return new TorchScriptBackbone(
                InputFile.read(fields, "torchscript"),
                fields.flag("trainable", true),
                fields.oneOf("data_format", FIRST, FIRST, "channels_last").equals(FIRST));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String weightsBelow() {
        return NAME + "/";
    }

    @Override
    public <R, E extends Exception> R accept(Handler<R, E> handler) throws E {
        return handler.handle(this);
    }
}
