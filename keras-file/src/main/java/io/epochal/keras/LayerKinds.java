package io.epochal.keras;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All layers of Keras 3.15 whose variables are known here, by class name. */
final class LayerKinds {
    private static final LayerKind NONE = layer -> List.of();
    private static final LayerKind KERNEL = layer -> LayerKind.withBias(layer, "kernel");
    private static final LayerKind SEPARABLE =
            layer -> LayerKind.withBias(layer, "depthwise_kernel", "pointwise_kernel");
    private static final LayerKind CELL = layer -> LayerKind.withBias(layer, "kernel", "recurrent_kernel");
    private static final LayerKind CENTERED = LayerKinds::gammaAndBeta;

    private static final Map<String, LayerKind> WITH_VARIABLES = Map.ofEntries(
            entry("Dense", KERNEL),
            entry("EinsumDense", layer -> layer.has("bias_axes") ? List.of("kernel", "bias") : List.of("kernel")),
            entry("Embedding", layer -> List.of("embeddings")),
            entry("PReLU", layer -> List.of("alpha")),
            entry("Conv1D", KERNEL),
            entry("Conv2D", KERNEL),
            entry("Conv3D", KERNEL),
            entry("Conv1DTranspose", KERNEL),
            entry("Conv2DTranspose", KERNEL),
            entry("Conv3DTranspose", KERNEL),
            entry("DepthwiseConv1D", KERNEL),
            entry("DepthwiseConv2D", KERNEL),
            entry("SeparableConv1D", SEPARABLE),
            entry("SeparableConv2D", SEPARABLE),
            entry("BatchNormalization", new BatchNormalizationKind()),
            entry("LayerNormalization", LayerKinds::layerNormalization),
            entry("GroupNormalization", CENTERED),
            entry("RMSNormalization", layer -> List.of("scale")),
            entry("Normalization", new NormalizationKind()),
            entry("Attention", LayerKinds::attention),
            entry("AdditiveAttention", layer -> layer.flag("use_scale", true) ? List.of("scale") : List.of()),
            entry("MultiHeadAttention", new AttentionHeadsKind("")),
            entry("GroupQueryAttention", new AttentionHeadsKind("_")),
            entry("SimpleRNNCell", CELL),
            entry("LSTMCell", CELL),
            entry("GRUCell", CELL),
            entry("ConvLSTMCell", CELL),
            entry("SimpleRNN", new OwnCellKind("SimpleRNNCell", "simple_rnn_cell")),
            entry("LSTM", new OwnCellKind("LSTMCell", "lstm_cell")),
            entry("GRU", new OwnCellKind("GRUCell", "gru_cell")),
            entry("ConvLSTM1D", new OwnCellKind("ConvLSTMCell", "conv_lstm_cell")),
            entry("ConvLSTM2D", new OwnCellKind("ConvLSTMCell", "conv_lstm_cell")),
            entry("ConvLSTM3D", new OwnCellKind("ConvLSTMCell", "conv_lstm_cell")),
            entry("RNN", new WrapperKind("cell", "cell")),
            entry("StackedRNNCells", new StackedCellsKind()),
            entry("TimeDistributed", new WrapperKind("layer", "layer")),
            entry("Bidirectional", new WrapperKind("forward_layer", "layer", "backward_layer", "backward_layer")));

    /** Layers without variables in the file; the states of their seed generators are not saved. */
    private static final Set<String> WITHOUT_VARIABLES = Set.of(
            ("InputLayer Activation ReLU LeakyReLU ELU Softmax Flatten Reshape Permute RepeatVector Masking Identity Rescaling Resizing"
                            + " CenterCrop Dropout SpatialDropout1D SpatialDropout2D SpatialDropout3D GaussianDropout GaussianNoise"
                            + " AlphaDropout ActivityRegularization UnitNormalization Add Subtract Multiply Average Maximum Minimum"
                            + " Concatenate Dot MaxPooling1D MaxPooling2D MaxPooling3D AveragePooling1D AveragePooling2D"
                            + " AveragePooling3D GlobalMaxPooling1D GlobalMaxPooling2D GlobalMaxPooling3D GlobalAveragePooling1D"
                            + " GlobalAveragePooling2D GlobalAveragePooling3D AdaptiveMaxPooling1D AdaptiveMaxPooling2D"
                            + " AdaptiveMaxPooling3D AdaptiveAveragePooling1D AdaptiveAveragePooling2D AdaptiveAveragePooling3D"
                            + " UpSampling1D UpSampling2D UpSampling3D ZeroPadding1D ZeroPadding2D ZeroPadding3D Cropping1D Cropping2D"
                            + " Cropping3D RandomFlip RandomRotation RandomZoom RandomTranslation RandomContrast RandomBrightness"
                            + " RandomCrop RandomShear RandomHue RandomSaturation RandomSharpness RandomGrayscale RandomInvert"
                            + " RandomPosterization RandomColorJitter RandomColorDegeneration RandomGaussianBlur RandomErasing"
                            + " RandomPerspective RandomElasticTransform AutoContrast Equalization Solarization AugMix CutMix MixUp"
                            + " RandAugment ContrastLimitedAdaptiveHistogramEqualization MelSpectrogram CategoryEncoding Hashing HashedCrossing Discretization")
                    .split(" "));

    private LayerKinds() {}

    /** @throws KerasFileException if its variables are not known: another class, a quantized layer, or one with LoRA */
    static LayerKind of(LayerConfig layer) throws KerasFileException {
        if (layer.has("lora_rank") || layer.has("quantization_config") || layer.isQuantized()) {
            throw new KerasFileException(
                    LayerConfig.WHERE,
                    layer.describe() + " is quantized or has LoRA weights; only plain layers are known");
        }
        LayerKind kind = layer.module().startsWith("keras.") ? WITH_VARIABLES.get(layer.className()) : null;
        if (kind != null) {
            return kind;
        }
        if (layer.module().startsWith("keras.") && WITHOUT_VARIABLES.contains(layer.className())) {
            return NONE;
        }
        throw new KerasFileException(
                LayerConfig.WHERE, layer.describe() + " is of no class of keras.layers whose variables are known");
    }

    private static List<String> gammaAndBeta(LayerConfig layer) throws KerasFileException {
        List<String> names = new ArrayList<>();
        if (layer.flag("scale", true)) {
            names.add("gamma");
        }
        if (layer.flag("center", true)) {
            names.add("beta");
        }
        return names;
    }

    private static List<String> layerNormalization(LayerConfig layer) throws KerasFileException {
        return layer.flag("rms_scaling", false) ? List.of("gamma") : gammaAndBeta(layer);
    }

    private static List<String> attention(LayerConfig layer) throws KerasFileException {
        List<String> names = new ArrayList<>();
        if (layer.flag("use_scale", false)) {
            names.add("scale");
        }
        if ("concat".equals(layer.arguments().get("score_mode"))) {
            names.add("concat_score_weight");
        }
        return names;
    }
}
