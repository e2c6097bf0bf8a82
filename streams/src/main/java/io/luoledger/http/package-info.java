/** What a running instance tells over HTTP: metrics for Prometheus, and the view of a host, whoever keeps it. */
@NullMarked
package io.luoledger.http;

import org.jspecify.annotations.NullMarked;
