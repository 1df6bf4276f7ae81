package io.epochal.trainer.data.rows;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some rows, in the order in which they were asked for. The first dimension of each tensor is the rows.
 *
 * @param weights one number a row; null when the rows have none
 */
public record RowBatch(List<HostTensor> inputs, HostTensor target, float @Nullable [] weights) {}
