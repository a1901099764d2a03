-- Sends the requests of a file in rotation. Arguments: the file (requests separated by NUL), the first number, how many
-- connections there are.
local requests, count, sent, first = {}, 0, 0, 0
local PLACE = '#########'
-- Node accepts one connection in each turn of its event loop. Requests that wait for that would be
-- counted as slow ones, so every connection stands before the first of them is sent.
local CONNECTING_MS = 300
local waiting = 0

function init(args)
  local file = assert(io.open(args[1], 'rb'))
  for text in file:read('*a'):gmatch('[^%z]+') do
    local from, to = text:find(PLACE, 1, true)
    count = count + 1
    if from then
      requests[count] = { text:sub(1, from - 1), text:sub(to + 1) }
    else
      requests[count] = text
    end
  end
  file:close()
  first = tonumber(args[2])
  waiting = tonumber(args[3])
end

function delay()
  if waiting == 0 then return 0 end
  waiting = waiting - 1
  return CONNECTING_MS
end

function request()
  local text = requests[sent % count + 1]
  sent = sent + 1
  if type(text) == 'string' then return text end
  return text[1] .. string.format('%09d', first + sent) .. text[2]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%.6f,"p50":%.6f,"p99":%.6f,"failed":%d}\n',
    summary.requests, summary.duration / 1e6 - CONNECTING_MS / 1e3, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    errors.connect + errors.read + errors.write + errors.status + errors.timeout
  ))
end
