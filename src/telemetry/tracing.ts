import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { FastifyRequest } from 'fastify';
import type { Store } from '../domain/store.ts';
import { currentRequest, type RequestRecord } from './request-record.ts';

export interface Tracing {
  requestBegan(request: FastifyRequest): void;
  requestEnded(request: FastifyRequest, operation: string, status: number): void;
  /** Wraps a store with a span for each of its methods. */
  traced(store: Store): Store;
  /** Sends the spans that have not been sent yet. */
  end(): Promise<void>;
}

/** Sends spans to an OpenTelemetry collector, which the usual `OTEL_EXPORTER_OTLP_...` variables name. */
export function startTracing(): Tracing {
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'guildhall' }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  });
  const tracer = provider.getTracer('guildhall');
  const incoming = new W3CTraceContextPropagator();
  const spans = new WeakMap<RequestRecord, Span>();

  const step = async (name: string, run: () => unknown): Promise<unknown> => {
    const record = currentRequest.getStore();
    const parent = record && spans.get(record);
    const span = tracer.startSpan(`store.${name}`, {}, parent ? trace.setSpan(ROOT_CONTEXT, parent) : ROOT_CONTEXT);
    try {
      return await run();
    } catch (cause) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw cause;
    } finally {
      span.end();
    }
  };

  return {
    requestBegan({ headers, method, record }) {
      const caller = incoming.extract(ROOT_CONTEXT, headers, {
        get: (carrier, key) => carrier[key],
        keys: (carrier) => Object.keys(carrier),
      });
      const attributes = { 'http.request.method': method, 'guildhall.door': record.door };
      spans.set(record, tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, caller));
    },
    requestEnded({ record }, operation, status) {
      const span = spans.get(record);
      span?.updateName(`${record.door} ${operation}`);
      span?.setAttributes({ 'http.response.status_code': status, 'guildhall.operation': operation });
      if (status >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
      span?.end();
    },
    traced: (store) =>
      new Proxy(store, {
        get(target, name, receiver) {
          const method: unknown = Reflect.get(target, name, receiver);
          if (typeof method !== 'function') return method;
          return (...given: unknown[]) => step(String(name), () => Reflect.apply(method, target, given));
        },
      }),
    end: () => provider.shutdown(),
  };
}
