/** DJL programs under the callback service. */
@NullMarked
package io.epochal.client.djl;

import org.jspecify.annotations.NullMarked;
