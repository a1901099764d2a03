# The Node that the tests run on. No package needs its install scripts.
FROM node:24.21-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts
COPY schema.graphql ./
COPY drizzle/sqlite drizzle/sqlite
COPY drizzle/postgres drizzle/postgres
COPY src src
# Bundled and compiled once, here: the folder cannot be written to later. Only the user who made this cache may read it.
RUN install -d -o 1000 -g 1000 node_modules/.cache
USER 1000:1000
RUN node --import ./src/load-fast.js src/bundle/make.js

FROM node:24.21-slim
ENV NODE_ENV=production HOST=0.0.0.0 PORT=4000 DATABASE_URL=file:/data/guildhall.db MEDIA_DIR=/data/media
# What threads that decode pictures and compile code leave behind is then used again: 100 MB less after many requests.
ENV MALLOC_ARENA_MAX=2
WORKDIR /app
COPY --from=build /app ./
# Said again, since not every builder keeps owners.
COPY --from=build --chown=1000:1000 /app/node_modules/.cache node_modules/.cache
RUN install -d -o 1000 -g 1000 -m 700 /data
VOLUME /data
# By number: what runs containers can then tell that it is not root.
USER 1000:1000
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:' + process.env.PORT + '/healthz').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=16", "--import", "./src/load-fast.js", "src/main.ts"]
