/** What the manifests in {@code k8s/} promise, checked without a cluster. */
@NullMarked
package io.epochal.deployment;

import org.jspecify.annotations.NullMarked;
