package io.epochal.trainer.djl.safetensors;

import ai.djl.ndarray.NDList;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Files that DJL's encoder has written. */
public final class EncodedTensors {
    private EncodedTensors() {}

    public static byte[] bytes(NDList tensors) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        tensors.encode(out, NDList.Encoding.SAFETENSORS);
        return out.toByteArray();
    }

    public static SafetensorsReader reader(NDList tensors) throws IOException {
        return new SafetensorsReader(new ByteArrayInputStream(bytes(tensors)));
    }
}
