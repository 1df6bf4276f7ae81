/** PyTorch's TorchScript archives, as far as they can be judged without PyTorch. */
@NullMarked
package io.epochal.torchscript;

import org.jspecify.annotations.NullMarked;
